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
