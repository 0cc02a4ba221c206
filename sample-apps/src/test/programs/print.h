/* Output for the test programs, which run as modules without a C library and natively. */
#ifndef PRINT_H
#define PRINT_H
#ifdef __cplusplus
extern "C" {
#endif
void print(const char *text);
void print_int(long long number);
void print_hex(unsigned long long number);
void print_double(double number); /* its 64 bits, so that nothing is rounded away */
void line(void);
#ifdef __cplusplus
}
#endif
#endif
