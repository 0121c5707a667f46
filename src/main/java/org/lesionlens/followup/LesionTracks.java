package org.lesionlens.followup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;

/**
 * What became of each lesion over all dates: lesions that are linked from date to date, also as parts of a split or a merger, are
 * one track.
 *
 * <p>Each date is linked with the one before it; what finds nothing there with the lesions that were last seen earlier still, the
 * latest first. Tracks are called A, B, ... Z, AA, ... by the date at which they are first seen, then by falling voxel count.
 *
 * @param tracks in the order of their names
 * @param links forward in time
 */
record LesionTracks(List<Track> tracks, List<Link> links) {
    /** That a lesion is, or is a part of, one of an earlier date. */
    record Link(Sighting from, Sighting to, LesionLink.Kind kind) {}

    /**
     * A lesion over all dates.
     *
     * @param name the same at all dates
     * @param sightings all of them, also of its parts, in order
     */
    record Track(String name, List<Sighting> sightings) {
        Track {
            sightings = List.copyOf(sightings);
        }

        /** What is seen of it at a date: nothing, one lesion, or the parts of a split or before a merger. */
        List<Sighting> at(int date) {
            return sightings.stream()
                    .filter(sighting -> sighting.date() == date)
                    .toList();
        }

        int firstDate() {
            return sightings.get(0).date();
        }
    }

    LesionTracks {
        tracks = List.copyOf(tracks);
        links = List.copyOf(links);
    }

    /**
     * Links the lesions of all dates.
     *
     * @param grid the lesions of each date
     * @param lesions of each date, numbered by falling voxel count
     * @param reachMm the widest gap of two lesions that are the same without overlapping
     */
    static LesionTracks of(SharedGrid grid, List<List<Lesion>> lesions, double reachMm) {
        List<Link> links = new ArrayList<>();
        for (int date = 1; date < lesions.size(); date++) {
            for (int before = date - 1; before >= 0; before--) {
                links.addAll(links(grid, lesions, new int[] {before, date}, links, reachMm));
            }
        }
        return new LesionTracks(tracks(lesions, links), links);
    }

    /** Between two dates, of the earlier those that nothing has followed, of the later those that follow nothing. */
    private static List<Link> links(
            SharedGrid grid, List<List<Lesion>> lesions, int[] dates, List<Link> known, double reachMm) {
        Set<Sighting> followed = known.stream().map(Link::from).collect(Collectors.toSet());
        Set<Sighting> following = known.stream().map(Link::to).collect(Collectors.toSet());
        Set<Integer> before = free(lesions, dates[0], sighting -> !followed.contains(sighting));
        Set<Integer> after = free(lesions, dates[1], sighting -> !following.contains(sighting));
        LabelMap earlier = grid.dates().get(dates[0]);
        return LesionLink.between(earlier, before, grid.dates().get(dates[1]), after, reachMm).stream()
                .map(link -> new Link(
                        new Sighting(dates[0], link.earlier()), new Sighting(dates[1], link.later()), link.kind()))
                .toList();
    }

    private static Set<Integer> free(List<List<Lesion>> lesions, int date, Predicate<Sighting> isFree) {
        return lesions.get(date).stream()
                .map(Lesion::label)
                .filter(label -> isFree.test(new Sighting(date, label)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Track> tracks(List<List<Lesion>> lesions, List<Link> links) {
        Map<Sighting, Sighting> root = new TreeMap<>();
        IntStream.range(0, lesions.size())
                .forEach(date -> lesions.get(date)
                        .forEach(lesion ->
                                root.put(new Sighting(date, lesion.label()), new Sighting(date, lesion.label()))));
        for (Link link : links) {
            Sighting a = root(root, link.from);
            Sighting b = root(root, link.to);
            root.put(a.compareTo(b) < 0 ? b : a, a.compareTo(b) < 0 ? a : b);
        }
        Map<Sighting, List<Sighting>> families = new TreeMap<>();
        root.keySet()
                .forEach(one -> families.computeIfAbsent(root(root, one), first -> new ArrayList<>())
                        .add(one));
        List<List<Sighting>> ordered = List.copyOf(families.values());
        return IntStream.range(0, ordered.size())
                .mapToObj(i -> new Track(name(i), ordered.get(i)))
                .toList();
    }

    private static Sighting root(Map<Sighting, Sighting> parents, Sighting of) {
        Sighting at = of;
        while (!parents.get(at).equals(at)) {
            at = parents.get(at);
        }
        return at;
    }

    /** As spreadsheets count columns. */
    static String name(int index) {
        StringBuilder name = new StringBuilder();
        for (int rest = index + 1; rest > 0; rest = (rest - 1) / 26) {
            name.insert(0, (char) ('A' + (rest - 1) % 26));
        }
        return name.toString();
    }

    /** The lesions of a date that some of an earlier date, or of the same one, have become; also through dates between. */
    List<Sighting> descendants(Collection<Sighting> ancestors, int date) {
        Map<Sighting, List<Sighting>> next = new HashMap<>();
        links.forEach(link ->
                next.computeIfAbsent(link.from, first -> new ArrayList<>()).add(link.to));
        Set<Sighting> reached = new HashSet<>();
        List<Sighting> open = new ArrayList<>(ancestors);
        while (!open.isEmpty()) {
            Sighting one = open.remove(open.size() - 1);
            if (one.date() <= date && reached.add(one)) {
                open.addAll(next.getOrDefault(one, List.of()));
            }
        }
        return reached.stream().filter(one -> one.date() == date).sorted().toList();
    }

    /** The same tracks without some of them; names stay. */
    LesionTracks without(Predicate<Track> leftOut) {
        return new LesionTracks(tracks.stream().filter(leftOut.negate()).toList(), links);
    }
}
