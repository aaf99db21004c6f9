#include "include/CQPDF.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static struct cqpdf functions;
static const struct cqpdf *loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *library;
static struct cqpdf_writing writing_functions;
static const struct cqpdf_writing *loaded_writing;
static pthread_once_t writing_once = PTHREAD_ONCE_INIT;

static void load(void) {
  // qpdf 11, 12 and 10; the functions used here are the same in all of them.
  static const char *const names[] = {"libqpdf.so.29", "libqpdf.so.30", "libqpdf.so.28"};
  for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
  if (!library) return;
#define FIND(name) \
  if (!(functions.name = (__typeof__(functions.name))dlsym(library, "qpdf_" #name))) return
  FIND(init);
  FIND(cleanup);
  FIND(silence_errors);
  FIND(set_suppress_warnings);
  FIND(set_attempt_recovery);
  FIND(read_memory);
  FIND(has_error);
  FIND(get_error);
  FIND(get_error_code);
  FIND(more_warnings);
  FIND(next_warning);
  FIND(is_encrypted);
  FIND(allow_extract_all);
  FIND(allow_print_high_res);
  FIND(get_num_pages);
  FIND(get_page_n);
  FIND(get_root);
  FIND(get_trailer);
  FIND(get_info_key);
  FIND(oh_release_all);
  FIND(oh_has_key);
  FIND(oh_get_key);
  FIND(oh_get_dict);
  FIND(oh_is_dictionary);
  FIND(oh_is_stream);
  FIND(oh_is_array);
  FIND(oh_is_null);
  FIND(oh_is_name_and_equals);
  FIND(oh_is_number);
  FIND(oh_is_string);
  FIND(oh_get_utf8_value);
  FIND(oh_get_numeric_value);
  FIND(oh_get_array_n_items);
  FIND(oh_get_array_item);
  FIND(oh_begin_dict_key_iter);
  FIND(oh_dict_more_keys);
  FIND(oh_dict_next_key);
  FIND(oh_get_stream_data);
  FIND(oh_get_page_content_data);
#undef FIND
  loaded = &functions;
}

const struct cqpdf *cqpdf_load(void) {
  pthread_once(&once, load);
  return loaded;
}

static void load_writing(void) {
  if (!cqpdf_load()) return;
#define FIND(name)                                                                            \
  if (!(writing_functions.name =                                                              \
            (__typeof__(writing_functions.name))dlsym(library, "qpdf_" #name)))               \
  return
  FIND(push_inherited_attributes_to_page);
  FIND(init_write);
  FIND(write);
  FIND(set_object_stream_mode);
  FIND(set_compress_streams);
  FIND(set_decode_level);
  FIND(set_static_ID);
  FIND(make_indirect_object);
  FIND(oh_copy_foreign_object);
  FIND(oh_new_stream);
  FIND(oh_new_array);
  FIND(oh_new_binary_unicode_string);
  FIND(oh_parse);
  FIND(oh_replace_key);
  FIND(oh_remove_key);
  FIND(oh_replace_stream_data);
  FIND(oh_append_item);
  FIND(oh_get_object_id);
  FIND(oh_get_name);
  FIND(oh_is_name);
#undef FIND
  loaded_writing = &writing_functions;
}

const struct cqpdf_writing *cqpdf_load_writing(void) {
  pthread_once(&writing_once, load_writing);
  return loaded_writing;
}
