#include "include/CPango.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static struct cpango functions;
static const struct cpango *loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  // RTLD_LOCAL: pangocairo finds the others by its own list of what it needs.
  void *cairo = dlopen("libcairo.so.2", RTLD_LAZY | RTLD_LOCAL);
  void *pango = dlopen("libpango-1.0.so.0", RTLD_LAZY | RTLD_LOCAL);
  void *both = dlopen("libpangocairo-1.0.so.0", RTLD_LAZY | RTLD_LOCAL);
  void *object = dlopen("libgobject-2.0.so.0", RTLD_LAZY | RTLD_LOCAL);
  if (!cairo || !pango || !both || !object) return;
#define FIND(library, prefix, name) \
  if (!(functions.name = (__typeof__(functions.name))dlsym(library, prefix #name))) return
  FIND(cairo, "cairo_", pdf_surface_create_for_stream);
  FIND(cairo, "cairo_", pdf_surface_set_size);
  FIND(cairo, "cairo_", pdf_surface_restrict_to_version);
  FIND(cairo, "cairo_", surface_show_page);
  FIND(cairo, "cairo_", surface_finish);
  FIND(cairo, "cairo_", surface_destroy);
  FIND(cairo, "cairo_", surface_status);
  FIND(cairo, "cairo_", create);
  FIND(cairo, "cairo_", destroy);
  FIND(cairo, "cairo_", status);
  FIND(cairo, "cairo_", save);
  FIND(cairo, "cairo_", restore);
  FIND(cairo, "cairo_", translate);
  FIND(cairo, "cairo_", rotate);
  FIND(cairo, "cairo_", move_to);
  FIND(cairo, "cairo_", line_to);
  FIND(cairo, "cairo_", rectangle);
  FIND(cairo, "cairo_", set_line_width);
  FIND(cairo, "cairo_", set_source_rgb);
  FIND(cairo, "cairo_", fill);
  FIND(cairo, "cairo_", stroke);
  FIND(both, "pango_cairo_", create_layout);
  FIND(both, "pango_cairo_", show_layout);
  FIND(pango, "pango_", layout_set_text);
  FIND(pango, "pango_", layout_set_width);
  FIND(pango, "pango_", layout_set_height);
  FIND(pango, "pango_", layout_set_ellipsize);
  FIND(pango, "pango_", layout_set_wrap);
  FIND(pango, "pango_", layout_set_alignment);
  FIND(pango, "pango_", layout_set_spacing);
  FIND(pango, "pango_", layout_set_font_description);
  FIND(pango, "pango_", layout_set_attributes);
  FIND(pango, "pango_", layout_get_extents);
  FIND(pango, "pango_", layout_get_unknown_glyphs_count);
  FIND(pango, "pango_", font_description_from_string);
  FIND(pango, "pango_", font_description_free);
  FIND(pango, "pango_", attr_list_new);
  FIND(pango, "pango_", attr_list_insert);
  FIND(pango, "pango_", attr_list_unref);
  FIND(pango, "pango_", attr_insert_hyphens_new);
  FIND(object, "g_", object_unref);
#undef FIND
  loaded = &functions;
}

const struct cpango *cpango_load(void) {
  pthread_once(&once, load);
  return loaded;
}
