# What a sample's Makefile has in common with the others'; it sets NAME, and SOURCES where there are several.
# Another Halite: make HALITE=/path/to/halite
HALITE ?= ../../halite
SOURCES ?= $(NAME).c
CFLAGS ?= -O2 -Wall -Wextra -ffunction-sections
LDFLAGS ?= -s -Wl,--gc-sections
LIBRARIES ?= -lppapi_simple -lm

all: $(NAME).nmf

$(NAME).nexe: $(SOURCES) $(HEADERS)
	$(HALITE) cc $(CFLAGS) $(SOURCES) -o $@ $(LDFLAGS) $(LIBRARIES)

$(NAME).nmf: $(NAME).nexe
	$(HALITE) nmf create $< -o $@

run: all
	$(HALITE) open index.html

.PHONY: all run
