#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/http.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Macros, which Swift does not import, as functions.

static inline long ccrypto_bio_bytes(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

static inline STACK_OF(X509) *ccrypto_certificates_new(void) { return sk_X509_new_null(); }
static inline int ccrypto_certificates_push(STACK_OF(X509) *stack, X509 *certificate) {
  return sk_X509_push(stack, certificate);
}
static inline int ccrypto_certificates_count(const STACK_OF(X509) *stack) {
  return sk_X509_num(stack);
}
static inline X509 *ccrypto_certificates_at(const STACK_OF(X509) *stack, int index) {
  return sk_X509_value(stack, index);
}
// Frees the stack, not what is in it.
static inline void ccrypto_certificates_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }
// Frees the stack and what is in it.
static inline void ccrypto_certificates_release(STACK_OF(X509) *stack) {
  sk_X509_pop_free(stack, X509_free);
}

// A name on one line, the most special part first, in UTF-8 (RFC 4514 but for the escaping of
// characters beyond ASCII).
static inline int ccrypto_print_name(BIO *out, const X509_NAME *name) {
  return X509_NAME_print_ex(out, name, 0,
                            (XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) | XN_FLAG_SEP_CPLUS_SPC);
}
