/* Remembers the latest answer of each kind of failure. */
#include "rules/matching/fits.h"

#include "rules/failure/kind.h"

static struct kind_fits make_fits(const struct failure *f, const struct windows_bounds *w)
{
    char text[FINGERPRINT_NAMESPACE_SIZE];
    const struct view name_space = view_of(fingerprint_namespace(f->name_space, text));
    const struct view class_name = f->operation.class_name;
    struct class_facts of_class;
    struct namespace_facts of_namespace;
    return (struct kind_fits){
        .windows = *w,
        .class_len = class_name.len,
        .of_class = class_find(name_space, class_name, &of_class) ? windows_fit_class(&of_class, w)
                                                                  : WINDOWS_FIT_COUNT,
        .of_namespace = namespace_find(name_space, &of_namespace)
                            ? windows_fit_namespace(&of_namespace, w)
                            : WINDOWS_FIT_COUNT,
        .is_set = true,
    };
}

/* Failures of one kind come from machines with the same Windows again and again. */
static struct kind_fits fits_of(const struct failure *f, const struct windows_bounds *w)
{
    if (!f->kind) {
        return make_fits(f, w);
    }
    struct kind_fits *fits = &f->kind->fits;
    if (!fits->is_set || fits->windows.from != w->from || fits->windows.to != w->to ||
        fits->windows.edition != w->edition || fits->class_len != f->operation.class_name.len) {
        *fits = make_fits(f, w);
    }
    return *fits;
}

bool fits_hold(const struct failure *f, const struct condition_details *d,
               const struct windows_bounds *w)
{
    if (d->class_fits == 0 && d->namespace_fits == 0) {
        return true;
    }
    const struct kind_fits fits = fits_of(f, w);
    return (d->class_fits == 0 || (d->class_fits & 1U << fits.of_class) != 0) &&
           (d->namespace_fits == 0 || (d->namespace_fits & 1U << fits.of_namespace) != 0);
}
