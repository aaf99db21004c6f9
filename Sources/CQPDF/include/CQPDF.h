#pragma once
#include <qpdf/qpdf-c.h>

/// The functions of libqpdf's C interface that are used here, by their own names without `qpdf_`.
struct cqpdf {
  __typeof__(&qpdf_init) init;
  __typeof__(&qpdf_cleanup) cleanup;
  __typeof__(&qpdf_silence_errors) silence_errors;
  __typeof__(&qpdf_set_suppress_warnings) set_suppress_warnings;
  __typeof__(&qpdf_set_attempt_recovery) set_attempt_recovery;
  __typeof__(&qpdf_read_memory) read_memory;
  __typeof__(&qpdf_has_error) has_error;
  __typeof__(&qpdf_get_error) get_error;
  __typeof__(&qpdf_get_error_code) get_error_code;
  __typeof__(&qpdf_more_warnings) more_warnings;
  __typeof__(&qpdf_next_warning) next_warning;
  __typeof__(&qpdf_is_encrypted) is_encrypted;
  __typeof__(&qpdf_allow_extract_all) allow_extract_all;
  __typeof__(&qpdf_allow_print_high_res) allow_print_high_res;
  __typeof__(&qpdf_get_num_pages) get_num_pages;
  __typeof__(&qpdf_get_page_n) get_page_n;
  __typeof__(&qpdf_get_root) get_root;
  __typeof__(&qpdf_get_trailer) get_trailer;
  __typeof__(&qpdf_get_info_key) get_info_key;
  __typeof__(&qpdf_oh_release_all) oh_release_all;
  __typeof__(&qpdf_oh_has_key) oh_has_key;
  __typeof__(&qpdf_oh_get_key) oh_get_key;
  __typeof__(&qpdf_oh_get_dict) oh_get_dict;
  __typeof__(&qpdf_oh_is_dictionary) oh_is_dictionary;
  __typeof__(&qpdf_oh_is_stream) oh_is_stream;
  __typeof__(&qpdf_oh_is_array) oh_is_array;
  __typeof__(&qpdf_oh_is_null) oh_is_null;
  __typeof__(&qpdf_oh_is_name_and_equals) oh_is_name_and_equals;
  __typeof__(&qpdf_oh_is_number) oh_is_number;
  __typeof__(&qpdf_oh_is_string) oh_is_string;
  __typeof__(&qpdf_oh_get_utf8_value) oh_get_utf8_value;
  __typeof__(&qpdf_oh_get_numeric_value) oh_get_numeric_value;
  __typeof__(&qpdf_oh_get_array_n_items) oh_get_array_n_items;
  __typeof__(&qpdf_oh_get_array_item) oh_get_array_item;
  __typeof__(&qpdf_oh_begin_dict_key_iter) oh_begin_dict_key_iter;
  __typeof__(&qpdf_oh_dict_more_keys) oh_dict_more_keys;
  __typeof__(&qpdf_oh_dict_next_key) oh_dict_next_key;
  __typeof__(&qpdf_oh_get_stream_data) oh_get_stream_data;
  __typeof__(&qpdf_oh_get_page_content_data) oh_get_page_content_data;
};

/// libqpdf, loaded on the first call; NULL where it is not installed.
///
/// Linked in the ordinary way it would bring in 15 more libraries and cost every command 40 ms of
/// start-up, whether or not it opens a PDF (dlopen(3)).
const struct cqpdf *cqpdf_load(void);

/// Those with which a PDF is made, by the same names.
struct cqpdf_writing {
  __typeof__(&qpdf_push_inherited_attributes_to_page) push_inherited_attributes_to_page;
  __typeof__(&qpdf_init_write) init_write;
  __typeof__(&qpdf_write) write;
  __typeof__(&qpdf_set_object_stream_mode) set_object_stream_mode;
  __typeof__(&qpdf_set_compress_streams) set_compress_streams;
  __typeof__(&qpdf_set_decode_level) set_decode_level;
  __typeof__(&qpdf_set_static_ID) set_static_ID;
  __typeof__(&qpdf_make_indirect_object) make_indirect_object;
  __typeof__(&qpdf_oh_copy_foreign_object) oh_copy_foreign_object;
  __typeof__(&qpdf_oh_new_stream) oh_new_stream;
  __typeof__(&qpdf_oh_new_array) oh_new_array;
  __typeof__(&qpdf_oh_new_binary_unicode_string) oh_new_binary_unicode_string;
  __typeof__(&qpdf_oh_parse) oh_parse;
  __typeof__(&qpdf_oh_replace_key) oh_replace_key;
  __typeof__(&qpdf_oh_remove_key) oh_remove_key;
  __typeof__(&qpdf_oh_replace_stream_data) oh_replace_stream_data;
  __typeof__(&qpdf_oh_append_item) oh_append_item;
  __typeof__(&qpdf_oh_get_object_id) oh_get_object_id;
  __typeof__(&qpdf_oh_get_name) oh_get_name;
  __typeof__(&qpdf_oh_is_name) oh_is_name;
};

/// As cqpdf_load; NULL also where libqpdf is too old for one of these.
const struct cqpdf_writing *cqpdf_load_writing(void);
