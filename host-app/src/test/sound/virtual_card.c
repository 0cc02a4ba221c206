// A sound card without hardware: a plugin of ALSA that takes sound at the pace of a card's clock and writes what it
// took into files. JavaSoundTest builds it and has ALSA's configuration name it as the default device:
//
//   type virtual_card  folder FOLDER  lines N
//
// Each playback writes FOLDER/heard-1 and so on: 16 bits, two channels. FOLDER/log gets a line when one starts and
// one when it ends. Where FOLDER/pulled-out exists the card is gone; where FOLDER/stuck exists its calls do not return.
// N lines can be open at a time. A line that runs dry waits for more.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

enum { FRAME_BYTES = 4, PATH = 512 };

struct line {
  snd_pcm_ioplug_t io;
  char folder[PATH];
  FILE *heard;
  int number, runs;
  unsigned long taken, dry;
  unsigned long prepared; // what had been taken then: ALSA counts from there
  unsigned long begun;    // what had been played when the clock was started
  struct timespec since;
};

static int open_lines, last_line; // guarded by the lock
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int there_is(const struct line *line, const char *name) {
  char path[PATH + 20];
  snprintf(path, sizeof path, "%s/%s", line->folder, name);
  return access(path, F_OK) == 0;
}

static void note(const struct line *line, const char *what, unsigned long first, unsigned long second) {
  char path[PATH + 20];
  snprintf(path, sizeof path, "%s/log", line->folder);
  FILE *log = fopen(path, "a");
  if (log) {
    fprintf(log, "%d %s %lu %lu\n", line->number, what, first, second);
    fclose(log);
  }
}

/* Frames that the card's clock says are played, were there enough. */
static unsigned long clock_frames(const struct line *line) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  double passed = (double)(now.tv_sec - line->since.tv_sec) + (now.tv_nsec - line->since.tv_nsec) / 1e9;
  return line->begun + (unsigned long)(passed * line->io.rate);
}

static void restart_clock(struct line *line, unsigned long at) {
  line->begun = at;
  clock_gettime(CLOCK_MONOTONIC, &line->since);
}

static int state(const struct line *line) {
  while (there_is(line, "stuck")) {
    usleep(10000);
  }
  return there_is(line, "pulled-out") ? -ENODEV : 0;
}

static int start(snd_pcm_ioplug_t *io) {
  struct line *line = io->private_data;
  restart_clock(line, line->begun);
  line->runs = 1;
  note(line, "starts with", line->taken, io->rate);
  return 0;
}

static int stop(snd_pcm_ioplug_t *io) {
  struct line *line = io->private_data;
  line->runs = 0;
  return 0;
}

static int prepare(snd_pcm_ioplug_t *io) {
  struct line *line = io->private_data;
  line->prepared = line->begun = line->taken;
  return 0;
}

static snd_pcm_sframes_t pointer(snd_pcm_ioplug_t *io) {
  struct line *line = io->private_data;
  int gone = state(line);
  if (gone) {
    return gone;
  }
  unsigned long played = line->runs ? clock_frames(line) : line->begun;
  if (played > line->taken) {
    line->dry++;
    restart_clock(line, line->taken);
    played = line->taken;
  }
  return (snd_pcm_sframes_t)(played - line->prepared); // of the boundary, which is far away
}

static snd_pcm_sframes_t transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
                                  snd_pcm_uframes_t offset, snd_pcm_uframes_t size) {
  struct line *line = io->private_data;
  int gone = state(line);
  if (gone) {
    return gone;
  }
  const char *samples = (const char *)areas[0].addr + areas[0].first / 8 + offset * FRAME_BYTES;
  if (fwrite(samples, FRAME_BYTES, size, line->heard) != size || fflush(line->heard) != 0) {
    return -EIO;
  }
  line->taken += size;
  return (snd_pcm_sframes_t)size;
}

static int close_line(snd_pcm_ioplug_t *io) {
  struct line *line = io->private_data;
  if (line->taken) {
    note(line, "ends with", line->taken, line->dry);
  }
  if (line->heard) {
    fclose(line->heard);
  }
  close(io->poll_fd);
  free(line);
  pthread_mutex_lock(&lock);
  open_lines--;
  pthread_mutex_unlock(&lock);
  return 0;
}

/* Only now it is a playback: Java Sound opens lines to see what there is, too. */
static int hw_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *params) {
  (void)params;
  struct line *line = io->private_data;
  if (!line->heard) {
    char path[PATH + 20];
    pthread_mutex_lock(&lock);
    line->number = ++last_line;
    pthread_mutex_unlock(&lock);
    snprintf(path, sizeof path, "%s/heard-%d", line->folder, line->number);
    line->heard = fopen(path, "w");
  }
  return line->heard ? 0 : -EIO;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = start,         .stop = stop,         .pointer = pointer,   .transfer = transfer,
    .close = close_line,    .prepare = prepare,   .hw_params = hw_params,
};

static int constrain(snd_pcm_ioplug_t *io) {
  static const unsigned access[] = {SND_PCM_ACCESS_RW_INTERLEAVED}, format[] = {SND_PCM_FORMAT_S16_LE},
                        rates[] = {44100, 48000};
  int error = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 1, access);
  error = error ? error : snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, 1, format);
  error = error ? error : snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_RATE, 2, rates);
  error = error ? error : snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, 2, 2);
  error = error ? error : snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 1 << 18);
  return error ? error : snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 128, 1 << 19);
}

static int open_line(snd_pcm_t **pcm, const char *name, const char *folder, long lines, snd_pcm_stream_t stream,
                     int mode) {
  if (stream != SND_PCM_STREAM_PLAYBACK) {
    return -ENODEV;
  }
  struct line *line = calloc(1, sizeof *line);
  if (!line) {
    return -ENOMEM;
  }
  snprintf(line->folder, sizeof line->folder, "%s", folder);
  int error = state(line);
  pthread_mutex_lock(&lock);
  error = error ? error : open_lines < lines ? 0 : -EBUSY;
  open_lines += !error;
  pthread_mutex_unlock(&lock);
  if (error) {
    free(line);
    return error;
  }
  line->io.version = SND_PCM_IOPLUG_VERSION;
  line->io.name = "a sound card without hardware";
  line->io.callback = &callbacks;
  line->io.private_data = line;
  line->io.flags = SND_PCM_IOPLUG_FLAG_BOUNDARY_WA; // else a buffer that ran dry looks like one that is full
  line->io.poll_fd = eventfd(1, 0);
  line->io.poll_events = POLLIN;
  error = snd_pcm_ioplug_create(&line->io, name, stream, mode);
  if (error) {
    close(line->io.poll_fd);
    free(line);
    pthread_mutex_lock(&lock);
    open_lines--;
    pthread_mutex_unlock(&lock);
    return error;
  }
  error = constrain(&line->io);
  if (error) {
    snd_pcm_ioplug_delete(&line->io);
    return error;
  }
  *pcm = line->io.pcm;
  return 0;
}

SND_PCM_PLUGIN_DEFINE_FUNC(virtual_card) {
  (void)root;
  const char *folder = NULL;
  long lines = 0;
  snd_config_iterator_t at, next;
  snd_config_for_each(at, next, conf) {
    snd_config_t *field = snd_config_iterator_entry(at);
    const char *id;
    if (snd_config_get_id(field, &id) == 0 && strcmp(id, "folder") == 0) {
      snd_config_get_string(field, &folder);
    } else if (snd_config_get_id(field, &id) == 0 && strcmp(id, "lines") == 0) {
      snd_config_get_integer(field, &lines);
    }
  }
  return folder ? open_line(pcmp, name, folder, lines, stream, mode) : -EINVAL;
}

SND_PCM_PLUGIN_SYMBOL(virtual_card);
