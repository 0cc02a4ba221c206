#ifndef PPAPI_C_PP_MACROS_H_
#define PPAPI_C_PP_MACROS_H_

#define PPAPI_RELEASE 49

#ifdef __cplusplus
#define PP_EXPORT extern "C" __attribute__((visibility("default")))
#else
#define PP_EXPORT extern __attribute__((visibility("default")))
#endif

#define PP_INLINE static __inline__ __attribute__((unused))
#define PP_ALIGNAS(bytes) __attribute__((aligned(bytes)))

#ifdef __cplusplus
#define PP_HALITE_ASSERT static_assert
#else
#define PP_HALITE_ASSERT _Static_assert
#endif
#define PP_COMPILE_ASSERT_SIZE_IN_BYTES(name, bytes) \
  PP_HALITE_ASSERT(sizeof(name) == (bytes), #name " must have " #bytes " bytes")
#define PP_COMPILE_ASSERT_STRUCT_SIZE_IN_BYTES(name, bytes) \
  PP_HALITE_ASSERT(sizeof(struct name) == (bytes), #name " must have " #bytes " bytes")
#define PP_COMPILE_ASSERT_ENUM_SIZE_IN_BYTES(name, bytes) \
  PP_HALITE_ASSERT(sizeof(enum name) == (bytes), #name " must have " #bytes " bytes")

#endif
