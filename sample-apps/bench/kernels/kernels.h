typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

struct kernel {
  const char *name;
  u32 (*run)(void);
};

extern const struct kernel kernels[]; /* the last has no name */
extern u8 bytes[1 << 20];
u32 random32(void);
