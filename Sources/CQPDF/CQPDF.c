#include "include/CQPDF.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static struct cqpdf functions;
static const struct cqpdf *loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  // qpdf 11, 12 and 10; the functions used here are the same in all of them.
  static const char *const names[] = {"libqpdf.so.29", "libqpdf.so.30", "libqpdf.so.28"};
  void *library = NULL;
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
