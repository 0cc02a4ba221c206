package org.halite.app.pages;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What modules are told about their place on the page. */
@Timeout(180)
class ViewsTest {
  @TempDir Path folder;

  @Test
  void theModuleIsToldWhereItsElementIsAndWhatIsSeenOfIt() throws Exception {
    try (LivePage page =
        new LivePage(
            folder,
            "view_module.c",
            "<body style='margin:0'><div id=box style='width:150px;height:300px;overflow:hidden'>"
                + "<div id=pad style='height:30px'></div>"
                + "<embed id=m type=application/x-nacl src=app.nmf width=200 height=100"
                + " style='display:block;border:5px solid;padding:2px 3px'></div>"
                + "<input id=i><div style='height:3000px'></div>")) {
      page.hear("view 8,37 200x100 clip 0,0 142x100 visible 1 1 scroll 0,0 css 100%");
      page.js("pad.style.height = '40px'");
      page.hear("view 8,47 200x100 clip 0,0 142x100 visible 1 1 scroll 0,0 css 100%");
      page.js("window.scrollTo(0, 50)");
      page.hear("view 8,-3 200x100 clip 0,3 142x97 visible 1 1 scroll 0,50 css 100%");
      page.js("box.style.height = '60px'");
      page.hear("view 8,-3 200x100 clip 0,3 142x10 visible 1 1 scroll 0,50 css 100%");
      page.js("window.scrollTo(0, 1000)");
      page.hear("view 8,-953 200x100 clip 0,0 0x0 visible 0 1 scroll 0,1000 css 100%");
      page.js("window.scrollTo(0, 0); box.style.height = '300px'; m.width = 120");
      page.hear("view 8,47 120x100 clip 0,0 120x100 visible 1 1 scroll 0,0 css 100%");
      page.zoom(1.5);
      page.hear("view 12,71 180x150 clip 0,0 180x150 visible 1 1 scroll 0,0 css 150%");
      page.zoom(1);
      page.js("m.style.display = 'none'");
      page.hear("view 0,0 0x0 clip 0,0 0x0 visible 0 1");
      page.js("m.style.display = 'block'");
      page.hear("view 8,47");
      page.js("m.focus()");
      page.hear("focus");
      page.js("i.focus()");
      page.hear("blur");
    }
  }
}
