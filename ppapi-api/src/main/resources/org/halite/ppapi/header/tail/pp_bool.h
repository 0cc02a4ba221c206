PP_INLINE PP_Bool PP_FromBool(int b) {
  return b ? PP_TRUE : PP_FALSE;
}

PP_INLINE int PP_ToBool(PP_Bool b) {
  return b != PP_FALSE;
}
