/* What every module defines; libppapi calls them. */
PP_EXPORT int32_t PPP_InitializeModule(PP_Module module, PPB_GetInterface get_browser_interface);
PP_EXPORT void PPP_ShutdownModule(void);
PP_EXPORT const void* PPP_GetInterface(const char* interface_name);
