package org.lesionlens.io.dicomweb;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.volume.UsageException;

/** What a server is told to let somebody in; is shown to nobody. */
public final class Credentials {
    /** The variables of the environment. */
    public static final String USER = "LESIONLENS_DICOMWEB_USER";

    public static final String PASSWORD = "LESIONLENS_DICOMWEB_PASSWORD";
    public static final String TOKEN = "LESIONLENS_DICOMWEB_TOKEN";

    /** Of a server that lets everybody in. */
    public static final Credentials NONE = new Credentials(Optional.empty());

    private final Optional<String> authorization;

    private Credentials(Optional<String> authorization) {
        this.authorization = authorization;
    }

    /**
     * Those of the environment: a user with a password, or a bearer token.
     *
     * @throws UsageException if there are both, half of them, or signs that no header can hold
     */
    public static Credentials of(Map<String, String> environment) {
        String user = environment.getOrDefault(USER, "");
        String password = environment.getOrDefault(PASSWORD, "");
        String token = environment.getOrDefault(TOKEN, "").strip();
        if (!token.isEmpty() && !user.isEmpty()) {
            throw new UsageException(USER + " and " + TOKEN + " are both set: set the one that the server takes");
        }
        if (user.isEmpty() != password.isEmpty()) {
            throw new UsageException("of " + USER + " and " + PASSWORD + " only one is set: set both or none");
        }
        if (user.contains(":") || !token.chars().allMatch(sign -> sign > ' ' && sign < 127)) {
            throw new UsageException(
                    (token.isEmpty() ? USER : TOKEN) + " holds a sign that it must not: check how it is set");
        }
        return token.isEmpty() ? of(user, password) : new Credentials(Optional.of("Bearer " + token));
    }

    /** A user with a password; none without a user. */
    public static Credentials of(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return user.isEmpty()
                ? NONE
                : new Credentials(Optional.of("Basic " + Base64.getEncoder().encodeToString(both)));
    }

    Optional<String> authorization() {
        return authorization;
    }
}
