package org.lesionlens.followup;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.followup.TrackState.Kind;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What became of each lesion of a patient, date by date.
 *
 * @param dates of the patient, in order of time
 * @param spaces how each came into the space of the first
 */
record Courses(List<Examination> dates, List<OneSpace> spaces, LesionTracks tracks) {
    /** A lesion with its state at each date. */
    record Course(LesionTracks.Track track, List<TrackState> states) {
        Course {
            states = List.copyOf(states);
        }
    }

    /** Of all tracks, in their order. */
    List<Course> all() {
        return tracks.tracks().stream()
                .map(track -> new Course(track, new Walk(track).states()))
                .toList();
    }

    /** From date to date along one track. */
    private final class Walk {
        private final LesionTracks.Track track;
        private final List<TrackState> states = new ArrayList<>();
        /** The last date whose image covers the lesion's place, and the one at which it was first seen; -1 if there is none yet. */
        private int covered = -1;

        Walk(LesionTracks.Track track) {
            this.track = track;
        }

        List<TrackState> states() {
            for (int date = 0; date < dates.size(); date++) {
                Kind kind = kind(date);
                List<Lesion> parts = parts(date);
                LesionVolume volume = volume(date);
                boolean tells = kind != Kind.OUTSIDE && kind != Kind.NOT_YET;
                states.add(new TrackState(
                        kind,
                        parts,
                        volume,
                        isCut(date),
                        structure(date),
                        tells && covered >= 0 ? change(covered, date, volume) : Optional.empty(),
                        tells && date > track.firstDate()
                                ? change(track.firstDate(), date, volume)
                                : Optional.empty()));
                covered = kind == Kind.OUTSIDE ? covered : date;
            }
            return states;
        }

        private List<Lesion> parts(int date) {
            return track.at(date).stream()
                    .map(sighting -> dates.get(date).lesion(sighting.label()))
                    .toList();
        }

        private LesionVolume volume(int date) {
            return track.at(date).stream()
                    .map(sighting -> dates.get(date).volumes().get(sighting.label()))
                    .reduce(LesionVolume::plus)
                    .orElse(LesionVolume.NONE);
        }

        /** Empty if the one or the other is cut off. */
        private Optional<Change> change(int from, int to, LesionVolume volume) {
            long days = ChronoUnit.DAYS.between(
                    dates.get(from).date(), dates.get(to).date());
            return states.get(from).cut() || isCut(to)
                    ? Optional.empty()
                    : Optional.of(new Change(states.get(from).volume(), volume, days));
        }

        private Kind kind(int date) {
            if (track.at(date).isEmpty()) {
                return unseen(date);
            }
            if (date == 0) {
                return Kind.BASELINE;
            }
            if (date == track.firstDate()) {
                return covered >= 0 ? Kind.NEW : Kind.FIRST_COVERED;
            }
            if (!states.get(covered).isSeen()) {
                return Kind.REAPPEARED;
            }
            return change(covered, date, volume(date)).map(this::kind).orElse(Kind.INCOMPARABLE);
        }

        private Kind kind(Change change) {
            return change.isWithinError() ? Kind.STABLE : change.ml() > 0 ? Kind.GROWN : Kind.SHRUNKEN;
        }

        private String edge(int date) {
            boolean before = !track.at(date).isEmpty()
                    && covered >= 0
                    && states.get(covered).cut();
            return isCut(date) ? "cut by the edge of the image" : before ? "cut by the edge of the image before" : "";
        }

        /** It ends at the edge of this date's image, and at another date it goes on beyond. */
        private boolean isCut(int date) {
            return !track.at(date).isEmpty()
                    && Field.reachesEdge(
                            dates.get(date).field(), dates.get(date).labels(), parts(date))
                    && IntStream.range(0, dates.size())
                            .anyMatch(other -> !Field.isWhole(field(date), moved(other), parts(other)));
        }

        private Kind unseen(int date) {
            int known = lastOrFirstSeen(date);
            if (!Field.covers(field(date), moved(known), parts(known))) {
                return Kind.OUTSIDE;
            }
            if (date < track.firstDate()) {
                return Kind.NOT_YET;
            }
            return states.get(covered).isSeen() ? Kind.VANISHED : Kind.GONE;
        }

        /** The date nearest before at which it is seen, else the first one. */
        private int lastOrFirstSeen(int date) {
            return track.sightings().stream()
                    .mapToInt(Sighting::date)
                    .filter(seen -> seen < date)
                    .max()
                    .orElse(track.firstDate());
        }

        /** Whether one became several since an earlier date, or several one, or a part came that was none before. */
        private String structure(int date) {
            List<LesionTracks.Link> here = tracks.links().stream()
                    .filter(link ->
                            link.to().date() == date && track.sightings().contains(link.to()))
                    .toList();
            Map<Sighting, Long> after =
                    here.stream().collect(Collectors.groupingBy(LesionTracks.Link::from, Collectors.counting()));
            Map<Sighting, Long> before =
                    here.stream().collect(Collectors.groupingBy(LesionTracks.Link::to, Collectors.counting()));
            long fresh = date > track.firstDate()
                    ? track.at(date).stream()
                            .filter(one -> !before.containsKey(one))
                            .count()
                    : 0;
            return Stream.of(
                            most(after) > 1 ? "split into " + most(after) : "",
                            most(before) > 1 ? "merged from " + most(before) : "",
                            fresh > 0 ? fresh + " new beside it" : "",
                            edge(date))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(", "));
        }

        private long most(Map<Sighting, Long> counts) {
            return counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }

    private LabelMap moved(int date) {
        return spaces.get(date).moved(dates.get(date).labels());
    }

    private VolumeGeometry field(int date) {
        return spaces.get(date).moved(dates.get(date).field());
    }
}
