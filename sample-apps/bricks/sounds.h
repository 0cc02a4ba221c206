// Short tones by PPB_Audio, several at a time.
#ifndef SOUNDS_H
#define SOUNDS_H

#include "ppapi/c/pp_instance.h"
#include "ppapi/c/ppb.h"

/* Where the browser plays no sound, the game is silent. */
void sounds_begin(PP_Instance instance, PPB_GetInterface get);

/* While the game moves. */
void sounds_run(int running);

/* The tone of what happened, as bits of game.h. */
void sounds_play(int happened);

#endif
