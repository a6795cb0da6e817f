/* Objects written as MOF text (DSP0004, as IWbemClassObject::GetObjectText gives it): event 5861
 * carries a filter and its consumer like that. */
#ifndef WMILOG_RULES_CONSUMERS_MOF_TEXT_H
#define WMILOG_RULES_CONSUMERS_MOF_TEXT_H
#include "parsers/base/arena.h"

enum {
    MOF_MAX_TEXT = 1024 * 1024, /* bytes of text that are looked at */
    MOF_MAX_PROPERTIES = 64,    /* of one object; further ones are left out */
    MOF_MAX_DEPTH = 8,          /* of objects and lists within values */
    MOF_MAX_SID_PARTS = 15,
};

enum mof_type {
    MOF_TEXT,   /* a string, its parts joined and its escapes resolved */
    MOF_WORD,   /* a number, TRUE, FALSE or NULL as written */
    MOF_LIST,   /* {...} as written, without the braces */
    MOF_OBJECT, /* an embedded object: its class */
};

struct mof_property {
    struct view name; /* borrowed from the text */
    enum mof_type type;
    struct view value; /* borrowed, or in the arena when it has escapes or parts */
};

struct mof_object {
    struct view class_name;
    struct mof_property properties[MOF_MAX_PROPERTIES];
    size_t count;
    bool is_whole; /* read to its closing brace */
};

/* Reads the next "instance of CLASS {...};" at or after the start of `*rest` and moves `*rest`
 * behind it. What stands inside of a string is never taken for an object. What is cut short gives
 * the properties that are whole, the beginning of a text, and is_whole false. False (outputs
 * untouched) when there is no further object. */
bool mof_read_object(struct view *rest, struct arena *arena, struct mof_object *object);

/* The property of that name (ASCII case folded), or NULL. */
const struct mof_property *mof_property_named(const struct mof_object *object, const char *name);

/* The text of a string property; VIEW_NONE when it is absent, empty or no string. */
struct view mof_text_of(const struct mof_object *object, const char *name);

/* A list of bytes such as {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0} as "S-1-5-32-544", in
 * the arena ([MS-DTYP] 2.4.2.2). VIEW_NONE for anything that is not exactly one SID. */
struct view mof_sid(struct arena *arena, struct view list);

#endif
