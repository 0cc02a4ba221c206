package org.halite.bridge.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a profile's library store holds, for the person whose profile it is; never for a page.
 * Browsers may be using the store meanwhile.
 */
public final class Inventory {
  private final Path folder;
  private final Path cache;
  private final SitePresence presence;
  private final StoredFiles files;

  /**
   * That a site loaded a file.
   *
   * @param page origin of the whole page
   * @param document origin of the document in it
   * @param used when it last did
   */
  public record Visit(String page, String document, String url, Instant used) {}

  /**
   * A file of the store.
   *
   * @param bytes its length; -1 when an answer names it and it is not there
   * @param shareable whether it was loaded pinned, and is shared in sharing mode
   * @param visits newest first
   */
  public record Library(String sha256, long bytes, boolean shareable, List<Visit> visits) {
    public Library {
      visits = List.copyOf(visits);
    }
  }

  private Inventory(Profile profile, ProfileKey key) {
    this.cache = profile.cache();
    this.folder = profile.cache().resolve(LibraryStore.FOLDER);
    this.files = new StoredFiles(folder.resolve("files"), new SealedLibraries(), () -> key);
    this.presence = new SitePresence(folder.resolve("sites"), key);
  }

  /**
   * The inventory of a profile.
   *
   * @throws IOException with a sentence when there is no profile, or its key cannot be had
   */
  public static Inventory of(Profile profile) throws IOException {
    if (profile == null) {
      throw new IOException("there is no profile: set HOME, or XDG_CACHE_HOME and XDG_DATA_HOME");
    }
    ProfileKey key = ProfileKey.at(profile.data().resolve("validation.key"), sentence -> {});
    return new Inventory(profile, key);
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Every file, the largest first. */
  public List<Library> libraries() throws IOException {
    Map<String, List<Visit>> visits = new TreeMap<>();
    for (String name : files.names()) {
      visits.put(name, new ArrayList<>());
    }
    for (SitePresence.Site site : presence.sites()) {
      for (SitePresence.Entry entry : site.entries()) {
        if (entry.answer() != null) {
          visits
              .computeIfAbsent(entry.answer().sha256(), name -> new ArrayList<>())
              .add(visit(entry));
        }
      }
    }
    List<Library> libraries = new ArrayList<>();
    for (Map.Entry<String, List<Visit>> file : visits.entrySet()) {
      file.getValue().sort(Comparator.comparing(Visit::used).reversed());
      libraries.add(
          new Library(
              file.getKey(),
              size(files.path(file.getKey())),
              Files.isRegularFile(files.shareMark(file.getKey()), LinkOption.NOFOLLOW_LINKS),
              file.getValue()));
    }
    libraries.sort(Comparator.comparingLong(Library::bytes).reversed());
    return libraries;
  }

  private static Visit visit(SitePresence.Entry entry) {
    String[] site = entry.answer().site().split(" ", 2);
    return new Visit(site[0], site[site.length - 1], entry.answer().url(), entry.used());
  }

  private static long size(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .size();
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  /** How many verdicts of the validator are kept beside. */
  public int verdicts() throws IOException {
    return StoredFiles.names(ValidationCache.verdicts(cache)).size();
  }

  /**
   * Checks each file and each answer, and removes those that are not as they should be.
   *
   * @return a sentence for each; empty when all is well
   */
  public List<String> verify() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String name : files.names()) {
      try {
        files.check(name);
      } catch (NoSuchFileException e) {
        // A browser removed it just now.
      } catch (IOException e) {
        wrong.add(files.path(name) + " was removed: " + Reason.of(e));
        files.remove(name);
      }
    }
    for (SitePresence.Site site : presence.sites()) {
      for (SitePresence.Entry entry : site.entries()) {
        if (entry.answer() == null) {
          wrong.add(entry.path() + " was removed: it is not authentic, or cannot be read");
          Files.deleteIfExists(entry.path());
        } else if (!Files.exists(files.path(entry.answer().sha256()))) {
          Files.deleteIfExists(entry.path()); // its bytes went before it
        }
      }
    }
    return wrong;
  }

  /** Removes all libraries, all that is known of sites, and all verdicts; and nothing else. */
  public void clear() throws IOException {
    for (SitePresence.Site site : presence.sites()) {
      empty(site.path());
    }
    empty(files.folder());
    empty(folder.resolve("unfinished"));
    Path judged = ValidationCache.sites(cache);
    for (String site : StoredFiles.names(judged)) {
      empty(judged.resolve(site));
    }
    empty(ValidationCache.verdicts(cache));
  }

  private static void empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> inside;
    try (Stream<Path> all = Files.list(folder)) {
      inside = all.toList();
    }
    for (Path path : inside) {
      String name = path.getFileName().toString();
      boolean ours =
          name.startsWith(KeptFiles.UNFINISHED)
              || StoredFiles.isName(name)
              || name.endsWith(StoredFiles.SHAREABLE)
              || name.endsWith(PieceHashes.SUFFIX);
      if (ours && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(path);
      }
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      return; // something of somebody else lies there
    }
  }
}
