#pragma once

/// What is used of pango's and cairo's C interfaces, written down here so that neither is needed to
/// build: both keep their interfaces within one soname (pango-layout.h, cairo.h, cairo-pdf.h).
typedef struct cpango_surface *cpango_surface_ref;
typedef struct cpango_context *cpango_context_ref;
typedef struct cpango_layout *cpango_layout_ref;
typedef struct cpango_font *cpango_font_ref;
typedef struct cpango_attributes *cpango_attributes_ref;
typedef struct cpango_attribute *cpango_attribute_ref;

/// PangoRectangle: units of 1/1024 point.
struct cpango_rectangle {
  int x, y, width, height;
};

/// cairo_write_func_t; 0 is CAIRO_STATUS_SUCCESS, 11 CAIRO_STATUS_WRITE_ERROR.
typedef int (*cpango_write)(void *closure, const unsigned char *data, unsigned int length);

/// The functions by their own names without `cairo_` and `pango_`.
struct cpango {
  cpango_surface_ref (*pdf_surface_create_for_stream)(cpango_write, void *closure, double width,
                                                      double height);
  void (*pdf_surface_set_size)(cpango_surface_ref, double width, double height);
  void (*pdf_surface_restrict_to_version)(cpango_surface_ref, int version);
  void (*surface_show_page)(cpango_surface_ref);
  void (*surface_finish)(cpango_surface_ref);
  void (*surface_destroy)(cpango_surface_ref);
  int (*surface_status)(cpango_surface_ref);

  cpango_context_ref (*create)(cpango_surface_ref);
  void (*destroy)(cpango_context_ref);
  int (*status)(cpango_context_ref);
  void (*save)(cpango_context_ref);
  void (*restore)(cpango_context_ref);
  void (*translate)(cpango_context_ref, double x, double y);
  void (*rotate)(cpango_context_ref, double radians);
  void (*move_to)(cpango_context_ref, double x, double y);
  void (*line_to)(cpango_context_ref, double x, double y);
  void (*rectangle)(cpango_context_ref, double x, double y, double width, double height);
  void (*set_line_width)(cpango_context_ref, double width);
  void (*set_source_rgb)(cpango_context_ref, double red, double green, double blue);
  void (*fill)(cpango_context_ref);
  void (*stroke)(cpango_context_ref);

  cpango_layout_ref (*create_layout)(cpango_context_ref);
  void (*show_layout)(cpango_context_ref, cpango_layout_ref);
  void (*layout_set_text)(cpango_layout_ref, const char *text, int length);
  void (*layout_set_width)(cpango_layout_ref, int width);
  void (*layout_set_height)(cpango_layout_ref, int height);
  void (*layout_set_ellipsize)(cpango_layout_ref, int mode);
  void (*layout_set_wrap)(cpango_layout_ref, int mode);
  void (*layout_set_alignment)(cpango_layout_ref, int alignment);
  void (*layout_set_spacing)(cpango_layout_ref, int spacing);
  void (*layout_set_font_description)(cpango_layout_ref, cpango_font_ref);
  void (*layout_set_attributes)(cpango_layout_ref, cpango_attributes_ref);
  void (*layout_get_extents)(cpango_layout_ref, struct cpango_rectangle *ink,
                             struct cpango_rectangle *logical);
  int (*layout_get_unknown_glyphs_count)(cpango_layout_ref);
  cpango_font_ref (*font_description_from_string)(const char *text);
  void (*font_description_free)(cpango_font_ref);
  cpango_attributes_ref (*attr_list_new)(void);
  void (*attr_list_insert)(cpango_attributes_ref, cpango_attribute_ref);
  void (*attr_list_unref)(cpango_attributes_ref);
  cpango_attribute_ref (*attr_insert_hyphens_new)(int insert);
  void (*object_unref)(void *object);
};

/// pango and cairo, loaded on the first call; NULL where they are not installed. Linked in the
/// ordinary way they would bring thirty more libraries into every command.
const struct cpango *cpango_load(void);
