# What the samples have in common that are programs of others: their source is fetched, not part of this repository.
# A sample's Makefile sets NAME, and FOLDER, where its source is among what was fetched.
HALITE ?= ../../halite
FETCHED ?= ../target/sources
CFLAGS ?= -O2 -w

all: $(NAME).nmf

$(FETCHED)/complete:
	../fetch-sources.sh $(FETCHED)

$(NAME).nexe: $(FETCHED)/complete Makefile
	$(HALITE) cc $(CFLAGS) $(DEFINES) $(FILES) -o $@ -s -lppapi_simple -lm

$(NAME).nmf: $(NAME).nexe
	$(HALITE) nmf create $< -o $@

run: all
	$(HALITE) open index.html

clean:
	rm -f $(NAME).nexe $(NAME).nmf

.PHONY: all run clean
