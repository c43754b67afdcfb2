/*
 * What libsodium makes of keys and signatures, for Ed25519 to be compared with. Reads requests and writes one line for
 * each; all values are hexadecimal, and a message may be empty.
 *
 *   sign SEED MESSAGE                  ->  SECRET-KEY SIGNATURE
 *   verify PUBLIC-KEY SIGNATURE MESSAGE  ->  1 or 0
 *   add POINT POINT                    ->  POINT
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_MESSAGE = 1024 };

static size_t read_hex(unsigned char *bytes, size_t size)
{
    const char *text = strtok(NULL, " \n");
    size_t length = 0;

    if (text != NULL && sodium_hex2bin(bytes, size, text, strlen(text), NULL, &length, NULL) != 0) {
        fputs("not hexadecimal, or too long\n", stderr);
        exit(1);
    }
    return length;
}

static void print_hex(const unsigned char *bytes, size_t length, const char *end)
{
    for (size_t i = 0; i < length; i++)
        printf("%02x", bytes[i]);
    fputs(end, stdout);
}

static void sign(void)
{
    unsigned char seed[crypto_sign_SEEDBYTES], message[LONGEST_MESSAGE];
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
    unsigned char signature[crypto_sign_BYTES];

    read_hex(seed, sizeof seed);
    size_t length = read_hex(message, sizeof message);
    crypto_sign_seed_keypair(public_key, secret_key, seed);
    crypto_sign_detached(signature, NULL, message, length, secret_key);
    print_hex(secret_key, sizeof secret_key, " ");
    print_hex(signature, sizeof signature, "\n");
}

static void verify(void)
{
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], signature[crypto_sign_BYTES], message[LONGEST_MESSAGE];

    read_hex(public_key, sizeof public_key);
    read_hex(signature, sizeof signature);
    size_t length = read_hex(message, sizeof message);
    puts(crypto_sign_verify_detached(signature, message, length, public_key) == 0 ? "1" : "0");
}

static void add(void)
{
    unsigned char p[crypto_core_ed25519_BYTES], q[crypto_core_ed25519_BYTES], sum[crypto_core_ed25519_BYTES];

    read_hex(p, sizeof p);
    read_hex(q, sizeof q);
    if (crypto_core_ed25519_add(sum, p, q) != 0) {
        fputs("not a point\n", stderr);
        exit(1);
    }
    print_hex(sum, sizeof sum, "\n");
}

int main(void)
{
    char line[4 * LONGEST_MESSAGE];

    if (sodium_init() < 0)
        return 1;
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *request = strtok(line, " \n");

        if (request != NULL && strcmp(request, "sign") == 0)
            sign();
        else if (request != NULL && strcmp(request, "verify") == 0)
            verify();
        else if (request != NULL && strcmp(request, "add") == 0)
            add();
        else
            return 1;
    }
    return 0;
}
