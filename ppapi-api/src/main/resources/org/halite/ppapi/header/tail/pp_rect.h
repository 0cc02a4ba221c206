PP_INLINE struct PP_Rect PP_MakeRectFromXYWH(int32_t x, int32_t y, int32_t width, int32_t height) {
  struct PP_Rect rect;
  rect.point.x = x;
  rect.point.y = y;
  rect.size.width = width;
  rect.size.height = height;
  return rect;
}

PP_INLINE struct PP_FloatRect PP_MakeFloatRectFromXYWH(float x, float y, float width, float height) {
  struct PP_FloatRect rect;
  rect.point.x = x;
  rect.point.y = y;
  rect.size.width = width;
  rect.size.height = height;
  return rect;
}
