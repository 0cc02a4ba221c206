// PPB_View, by the first view of an element of 200 by 100 pixels.
#include "conformance.h"
#include "ppapi/c/ppb_view.h"

static int is(struct PP_Rect rect, int x, int y, int width, int height) {
  return rect.point.x == x && rect.point.y == y && rect.size.width == width && rect.size.height == height;
}

/* What all versions have. */
static void common(const PPB_View *views, PP_Resource view) {
  struct PP_Rect rect = {{1, 2}, {3, 4}};
  CHECK(views->IsView(view));
  CHECK(views->GetRect(view, &rect) && is(rect, 8, 30, 200, 100));
  CHECK(views->GetClipRect(view, &rect) && is(rect, 0, 0, 200, 100));
  CHECK(views->IsVisible(view));
  CHECK(views->IsPageVisible(view));
  CHECK(!views->IsFullscreen(view));
  rect = (struct PP_Rect){{1, 2}, {3, 4}};
  CHECK(!views->GetRect(view, 0));
  CHECK(!views->GetClipRect(view, 0));
  CHECK(!views->GetClipRect(0, &rect) && is(rect, 1, 2, 3, 4));
  CHECK(!views->IsView(0));
  CHECK(!views->IsView(view + 1000));
  CHECK(!views->GetRect(0, &rect) && is(rect, 1, 2, 3, 4));
  CHECK(!views->GetClipRect(-1, &rect) && is(rect, 1, 2, 3, 4));
  CHECK(!views->IsVisible(0));
  CHECK(!views->IsPageVisible(0));
  CHECK(!views->IsFullscreen(0));
}

static void scales(const PPB_View *views, PP_Resource view) {
  CHECK(views->GetDeviceScale(view) == 1);
  CHECK(views->GetCSSScale(view) == 1);
  CHECK(views->GetDeviceScale(0) == 0);
  CHECK(views->GetCSSScale(0) == 0);
}

static void view(PP_Resource seen) {
  static int once;
  struct PP_Point offset = {7, 8};
  if (once++)
    return;
  common(begin(PPB_VIEW_INTERFACE_1_0), seen);
  const PPB_View *views = begin(PPB_VIEW_INTERFACE_1_1);
  common(views, seen);
  scales(views, seen);
  views = begin(PPB_VIEW_INTERFACE_1_2);
  common(views, seen);
  scales(views, seen);
  CHECK(views->GetScrollOffset(seen, &offset) && offset.x == 0 && offset.y == 5);
  offset.x = 7;
  CHECK(!views->GetScrollOffset(0, &offset) && offset.x == 7);
  CHECK(!views->GetScrollOffset(seen, 0));
  finish();
}

static void run(void) {}

const struct conformance conformance = {.run = run, .view = view};
