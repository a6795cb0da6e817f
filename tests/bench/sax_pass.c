/* The yardstick: libxml2 reads a file once through SAX2 handlers that do nothing, set up as a
 * careful reader would (no tree, no network, no entities, limits on). */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1024 * 1024 };

static void start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                  int namespace_count, const xmlChar **namespaces, int attribute_count,
                  int defaulted_count, const xmlChar **attributes)
{
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespace_count, (void)namespaces;
    (void)attribute_count, (void)defaulted_count, (void)attributes;
}

static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void characters(void *context, const xmlChar *text, int len)
{
    (void)context, (void)text, (void)len;
}

static int parse(FILE *file, const char *path)
{
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof(handler));
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = start;
    handler.endElementNs = end;
    handler.characters = characters;
    handler.cdataBlock = characters;

    static char piece[PIECE];
    size_t len = fread(piece, 1, 4, file);
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, piece, (int)len, path);
    if (!parser) {
        return XML_ERR_NO_MEMORY;
    }
    (void)xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_COMPACT);
    int code = XML_ERR_OK;
    while (code == XML_ERR_OK && (len = fread(piece, 1, PIECE, file)) > 0) {
        code = xmlParseChunk(parser, piece, (int)len, 0);
    }
    if (code == XML_ERR_OK) {
        code = xmlParseChunk(parser, piece, 0, 1);
    }
    xmlFreeParserCtxt(parser);
    return code;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: sax_pass FILE\n", stderr);
        return EXIT_FAILURE;
    }
    FILE *file = fopen(argv[1], "rb");
    if (!file) {
        perror(argv[1]);
        return EXIT_FAILURE;
    }
    int code = parse(file, argv[1]);
    fclose(file);
    xmlCleanupParser();
    if (code != XML_ERR_OK) {
        fprintf(stderr, "sax_pass: libxml2 error %d\n", code);
    }
    return code == XML_ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
