// What elements show. The browser serves each picture as a video under a secret name; it is drawn into
// a CSS canvas, which is the element's background: so WebKit itself scrolls, clips, turns and scales
// it like any other background, and no pixel passes through a script.

const HAVE_CURRENT_DATA = 2;

function showPicture(state, payload) {
  if (payload === '') {
    hidePicture(state);
    return;
  }
  const asked = parseJson(payload);
  let picture = state.picture;
  if (picture === null) {
    // The canvas's name is an identifier of CSS, which does not begin with a digit.
    picture = state.picture = { __proto__: null, canvas: 'halite-' + asked.name, width: 0,
      height: 0, place: '', size: '', context: null, video: createElement(document, 'video') };
    const first = picture;
    listen(picture.video, 'loadeddata', function () { drawPicture(first); }, false);
    setSource(picture.video, 'nacl://surface/' + asked.name);
    loadMedia(picture.video);
  }
  if (picture.width !== asked.width || picture.height !== asked.height) {
    picture.width = asked.width;
    picture.height = asked.height;
    picture.context = cssCanvas(document, '2d', picture.canvas, picture.width, picture.height);
  }
  placePicture(state.element, picture, asked);
  drawPicture(picture);
}

/** The background's place; again for each frame, since a script may have set another one. */
function placePicture(element, picture, asked) {
  const style = styleOf(element);
  const place = asked.x + 'px ' + asked.y + 'px';
  const size = asked.width * asked.scale + 'px ' + asked.height * asked.scale + 'px';
  if (picture.place !== place || picture.size !== size
      || getStyle(style, 'background-image') === '') {
    picture.place = place;
    picture.size = size;
    setStyle(style, 'background-image', '-webkit-canvas(' + picture.canvas + ')', 'important');
    setStyle(style, 'background-position', place, 'important');
    setStyle(style, 'background-size', size, 'important');
    setStyle(style, 'background-repeat', 'no-repeat', 'important');
    setStyle(style, 'background-origin', 'content-box', 'important');
    setStyle(style, 'background-clip', 'content-box', 'important');
  }
}

function drawPicture(picture) {
  if (picture.context === null || stateOfMedia(picture.video) < HAVE_CURRENT_DATA) {
    return; // drawn when the player is ready
  }
  clearRect(picture.context, 0, 0, picture.width, picture.height);
  drawImage(picture.context, picture.video, 0, 0, picture.width, picture.height);
}

function hidePicture(state) {
  const picture = state.picture;
  if (picture !== null) {
    state.picture = null;
    picture.context = null;
    const style = styleOf(state.element);
    removeStyle(style, 'background-image');
    removeStyle(style, 'background-position');
    removeStyle(style, 'background-size');
    removeStyle(style, 'background-repeat');
    removeStyle(style, 'background-origin');
    removeStyle(style, 'background-clip');
  }
}
