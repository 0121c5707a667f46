package org.lesionlens.io.dicomweb;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.UsageException;

/**
 * What a user asks of which server: {@code dicomweb:URL/studies/UID[/series/UID]} or {@code dicomweb:URL?KEY=VALUE&...}, where URL is
 * the address below which DICOMweb lies.
 *
 * @param server scheme, host, port and path, without a slash at the end
 * @param study UID; empty of a query
 * @param series UID; empty of a query or a study
 * @param query keys with what is wanted of them, not encoded; empty of a study or series
 */
record DicomWebAddress(URI server, Optional<String> study, Optional<String> series, Map<String, String> query) {
    private static final String SCHEME = "dicomweb:";
    private static final Pattern PLACE = Pattern.compile("(.*?)/studies(?:/([^/]+)(?:/series(?:/([^/]+))?)?)?");
    private static final Pattern UID = Pattern.compile("[0-9.]{1,64}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z]{2,64}|[0-9A-Fa-f]{8}");
    private static final Pattern OWN_KEY = Pattern.compile("(?i)limit|offset|includefield");
    private static final String FORM = "write dicomweb:https://HOST/PATH/studies/UID, with /series/UID for one series,"
            + " or dicomweb:https://HOST/PATH?PatientID=...&ModalitiesInStudy=MR";

    static boolean isOne(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** @throws UsageException if it is none; nothing of it is repeated but its host */
    static DicomWebAddress parse(String text) {
        String[] parts = text.substring(SCHEME.length()).strip().split("\\?", 2);
        URI place = place(parts[0]);
        Matcher below = PLACE.matcher(path(place));
        boolean named = below.matches();
        Optional<String> study = named ? Optional.ofNullable(below.group(2)) : Optional.empty();
        Optional<String> series = named ? Optional.ofNullable(below.group(3)) : Optional.empty();
        study.ifPresent(uid -> requireUid("study", uid));
        series.ifPresent(uid -> requireUid("series", uid));
        Map<String, String> query = parts.length == 2 ? query(parts[1]) : Map.of();
        if (study.isPresent() != query.isEmpty()) {
            throw new UsageException("the address of " + place.getHost()
                    + (study.isPresent() ? " names a study and a query: " : " names neither a study nor a query: ")
                    + FORM);
        }
        return new DicomWebAddress(server(place, named ? below.group(1) : path(place)), study, series, query);
    }

    boolean isQuery() {
        return !query.isEmpty();
    }

    /** That of one of the study's series. */
    DicomWebAddress withSeries(String uid) {
        return new DicomWebAddress(server, study, Optional.of(uid), query);
    }

    private static URI place(String text) {
        try {
            URI place = new URI(text);
            String scheme = String.valueOf(place.getScheme()).toLowerCase(Locale.ROOT);
            if (place.getRawUserInfo() != null) {
                throw new UsageException(
                        "the address of " + place.getHost() + " holds a user or password, which others could read:"
                                + " leave it out and set " + Credentials.USER + " and " + Credentials.PASSWORD);
            }
            if (place.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return place;
            }
        } catch (URISyntaxException e) {
            throw new UsageException("what follows dicomweb: is no address (" + e.getReason() + "): " + FORM);
        }
        throw new UsageException("what follows dicomweb: is no address that begins with https:// and a host: " + FORM);
    }

    private static String path(URI place) {
        return place.getRawPath().replaceAll("/+$", "");
    }

    private static URI server(URI place, String path) {
        String port = place.getPort() < 0 ? "" : ":" + place.getPort();
        String scheme = place.getScheme().toLowerCase(Locale.ROOT);
        return URI.create(scheme + "://" + place.getHost().toLowerCase(Locale.ROOT) + port + path);
    }

    private static void requireUid(String what, String uid) {
        if (!UID.matcher(uid).matches()) {
            throw new UsageException("the UID of the " + what
                    + " in the address has other signs than digits and dots, or more" + " than 64: " + FORM);
        }
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String part : text.split("&")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (OWN_KEY.matcher(key).matches()) {
                throw new UsageException(
                        "the query holds " + key + ", which this program sets itself: leave it out (--max-studies"
                                + " says how many studies may be found)");
            }
            if (equals < 0 || equals == part.length() - 1 || !KEY.matcher(key).matches()) {
                throw new UsageException(
                        "the query holds \"" + ForeignText.shown(key) + "\", which is no KEY=VALUE of DICOM: " + FORM);
            }
            query.put(key, decoded(part.substring(equals + 1)));
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UsageException("the query holds a % that begins no sign: write %25 for it");
        }
    }
}
