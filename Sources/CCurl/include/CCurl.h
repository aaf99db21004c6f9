#pragma once
#include <stddef.h>

/// What a request asks for; every text ends with a NUL.
struct ccurl_request {
  const char *url;
  const char *user_agent;
  const char *content_type;
  const char *accepted_type;
  const void *body;
  long body_size;
  /// Seconds, for connecting and for all of it.
  long connect_patience;
  long patience;
  long most_redirections;
  /// Bytes of the answer.
  size_t largest;
};

/// What a CURLcode comes to here.
enum ccurl_outcome {
  ccurl_answered,
  /// There is no libcurl on this machine.
  ccurl_no_library,
  ccurl_bad_address,
  /// Neither http nor https, or https with a libcurl that has none.
  ccurl_bad_protocol,
  ccurl_unknown_host,
  ccurl_unknown_proxy,
  /// `system_error` says why.
  ccurl_not_connected,
  ccurl_silent,
  /// https: no agreement, or a certificate that is not trusted.
  ccurl_not_secure,
  ccurl_not_trusted,
  ccurl_too_many_redirections,
  ccurl_too_large,
  /// It ended before the answer did, or answered what is no HTTP.
  ccurl_cut_short,
  ccurl_other
};

struct ccurl_answer {
  enum ccurl_outcome outcome;
  /// The HTTP status of the last answer, and of a proxy's to CONNECT; 0 where none came.
  long status;
  long proxy_status;
  /// errno of the last connection that failed; 0 where there is none.
  long system_error;
  /// Where the last request went to; NULL where unknown.
  char *address;
  /// libcurl's own words for an error; static.
  const char *words;
  void *body;
  size_t size;
};

/// Posts a body, following redirections with the same method, by http and https alone: without
/// cookies and .netrc. A proxy is taken from the environment. Loads libcurl with the first call.
///
/// The answer is to be freed.
struct ccurl_answer ccurl_post(const struct ccurl_request *request);

void ccurl_free(struct ccurl_answer *answer);
