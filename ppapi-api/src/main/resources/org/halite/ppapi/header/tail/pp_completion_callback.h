PP_INLINE struct PP_CompletionCallback PP_MakeCompletionCallback(
    PP_CompletionCallback_Func func, void* user_data) {
  struct PP_CompletionCallback callback;
  callback.func = func;
  callback.user_data = user_data;
  callback.flags = PP_COMPLETIONCALLBACK_FLAG_NONE;
  return callback;
}

PP_INLINE struct PP_CompletionCallback PP_MakeOptionalCompletionCallback(
    PP_CompletionCallback_Func func, void* user_data) {
  struct PP_CompletionCallback callback = PP_MakeCompletionCallback(func, user_data);
  callback.flags |= PP_COMPLETIONCALLBACK_FLAG_OPTIONAL;
  return callback;
}

PP_INLINE struct PP_CompletionCallback PP_BlockUntilComplete(void) {
  return PP_MakeCompletionCallback(NULL, NULL);
}

PP_INLINE void PP_RunCompletionCallback(struct PP_CompletionCallback* callback, int32_t result) {
  callback->func(callback->user_data, result);
}

PP_INLINE void PP_RunAndClearCompletionCallback(
    struct PP_CompletionCallback* callback, int32_t result) {
  struct PP_CompletionCallback once = *callback;
  *callback = PP_BlockUntilComplete();
  once.func(once.user_data, result);
}
