// CURLOPT_PROTOCOLS is deprecated, and the only name that every libcurl knows.
#define CURL_DISABLE_DEPRECATION
#include "include/CCurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

static struct {
  __typeof__(&curl_global_init) global_init;
  __typeof__(&curl_easy_init) easy_init;
  __typeof__(&curl_easy_setopt) easy_setopt;
  __typeof__(&curl_easy_getinfo) easy_getinfo;
  __typeof__(&curl_easy_perform) easy_perform;
  __typeof__(&curl_easy_strerror) easy_strerror;
  __typeof__(&curl_easy_cleanup) easy_cleanup;
  __typeof__(&curl_slist_append) slist_append;
  __typeof__(&curl_slist_free_all) slist_free_all;
} curl;
static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  // Debian's two, by OpenSSL and by GnuTLS; the functions used here are the same in both.
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  void *library = NULL;
  for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
  if (!library) return;
#define FIND(name) \
  if (!(curl.name = (__typeof__(curl.name))dlsym(library, "curl_" #name))) return
  FIND(global_init);
  FIND(easy_init);
  FIND(easy_setopt);
  FIND(easy_getinfo);
  FIND(easy_perform);
  FIND(easy_strerror);
  FIND(easy_cleanup);
  FIND(slist_append);
  FIND(slist_free_all);
#undef FIND
  is_loaded = curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

struct sink {
  char *bytes;
  size_t size;
  size_t largest;
  int is_too_large;
};

static size_t take(char *bytes, size_t one, size_t count, void *context) {
  struct sink *sink = context;
  (void)one;
  if (count > sink->largest - sink->size) {
    sink->is_too_large = 1;
    return 0;
  }
  char *longer = realloc(sink->bytes, sink->size + count);
  if (!longer) return 0;
  memcpy(longer + sink->size, bytes, count);
  sink->bytes = longer;
  sink->size += count;
  return count;
}

static struct curl_slist *field(struct curl_slist *list, const char *name, const char *value) {
  char line[256];
  snprintf(line, sizeof line, "%s: %s", name, value);
  struct curl_slist *longer = curl.slist_append(list, line);
  return longer ? longer : list;
}

static enum ccurl_outcome outcome(CURLcode code, const struct sink *sink) {
  switch (code) {
    case CURLE_OK: return ccurl_answered;
    case CURLE_URL_MALFORMAT: return ccurl_bad_address;
    case CURLE_UNSUPPORTED_PROTOCOL: return ccurl_bad_protocol;
    case CURLE_COULDNT_RESOLVE_HOST: return ccurl_unknown_host;
    case CURLE_COULDNT_RESOLVE_PROXY: return ccurl_unknown_proxy;
    case CURLE_COULDNT_CONNECT: return ccurl_not_connected;
    case CURLE_OPERATION_TIMEDOUT: return ccurl_silent;
    case CURLE_SSL_CONNECT_ERROR: return ccurl_not_secure;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return ccurl_not_trusted;
    case CURLE_TOO_MANY_REDIRECTS: return ccurl_too_many_redirections;
    case CURLE_FILESIZE_EXCEEDED: return ccurl_too_large;
    case CURLE_WRITE_ERROR: return sink->is_too_large ? ccurl_too_large : ccurl_other;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return ccurl_cut_short;
    default: return ccurl_other;
  }
}

struct ccurl_answer ccurl_post(const struct ccurl_request *request) {
  struct ccurl_answer answer = {.outcome = ccurl_no_library};
  pthread_once(&once, load);
  CURL *handle = is_loaded ? curl.easy_init() : NULL;
  if (!handle) return answer;
  struct sink sink = {.largest = request->largest};
  struct curl_slist *fields = field(NULL, "Content-Type", request->content_type);
  fields = field(fields, "Accept", request->accepted_type);
#define SET(option, value) curl.easy_setopt(handle, option, value)
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_USERAGENT, request->user_agent);
  SET(CURLOPT_HTTPHEADER, fields);
  SET(CURLOPT_POST, 1L);
  SET(CURLOPT_POSTFIELDS, request->body);
  SET(CURLOPT_POSTFIELDSIZE, request->body_size);
  SET(CURLOPT_FOLLOWLOCATION, 1L);
  SET(CURLOPT_MAXREDIRS, request->most_redirections);
  SET(CURLOPT_POSTREDIR, (long)CURL_REDIR_POST_ALL);
  SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  SET(CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  SET(CURLOPT_CONNECTTIMEOUT, request->connect_patience);
  SET(CURLOPT_TIMEOUT, request->patience);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_WRITEFUNCTION, take);
  SET(CURLOPT_WRITEDATA, &sink);
#undef SET
  CURLcode code = curl.easy_perform(handle);
  char *address = NULL;
  curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  curl.easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &answer.proxy_status);
  curl.easy_getinfo(handle, CURLINFO_OS_ERRNO, &answer.system_error);
  curl.easy_getinfo(handle, CURLINFO_EFFECTIVE_URL, &address);
  answer.outcome = outcome(code, &sink);
  answer.words = curl.easy_strerror(code);
  answer.address = address ? strdup(address) : NULL;
  answer.body = sink.bytes;
  answer.size = sink.size;
  curl.easy_cleanup(handle);
  curl.slist_free_all(fields);
  return answer;
}

void ccurl_free(struct ccurl_answer *answer) {
  free(answer->address);
  free(answer->body);
}
