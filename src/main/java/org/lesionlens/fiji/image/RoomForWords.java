package org.lesionlens.fiji.image;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where words can stand in a picture beside what they are about, without hiding anything else of it. For one thread. */
final class RoomForWords {
    private final Rectangle2D picture;
    private final List<Rectangle2D> taken = new ArrayList<>();

    RoomForWords(int columns, int rows) {
        picture = new Rectangle2D.Double(0, 0, columns, rows);
    }

    /** Keeps words off an area. */
    void take(Rectangle2D area) {
        taken.add(area);
    }

    /** The left upper corner of words above an area, or below, right or left of it, which is taken then; empty if they fit nowhere. */
    Optional<Point2D> beside(Rectangle2D area, double width, double height) {
        Optional<Rectangle2D> free = places(area, width, height)
                .filter(picture::contains)
                .filter(place -> taken.stream().noneMatch(place::intersects))
                .findFirst();
        free.ifPresent(this::take);
        return free.map(RoomForWords::corner);
    }

    /** The same where it is inside the picture, whatever it hides. */
    Point2D anyhow(Rectangle2D area, double width, double height) {
        Rectangle2D place = places(area, width, height)
                .filter(picture::contains)
                .findFirst()
                .orElseGet(() -> rectangle(
                        Math.max(0, Math.min(area.getX(), picture.getWidth() - width)),
                        Math.max(0, Math.min(area.getY(), picture.getHeight() - height)),
                        width,
                        height));
        take(place);
        return corner(place);
    }

    private static Stream<Rectangle2D> places(Rectangle2D area, double width, double height) {
        return Stream.of(
                rectangle(area.getX(), area.getY() - height, width, height),
                rectangle(area.getX(), area.getMaxY(), width, height),
                rectangle(area.getMaxX(), area.getY(), width, height),
                rectangle(area.getX() - width, area.getY(), width, height));
    }

    private static Rectangle2D rectangle(double x, double y, double width, double height) {
        return new Rectangle2D.Double(x, y, width, height);
    }

    private static Point2D corner(Rectangle2D place) {
        return new Point2D.Double(place.getX(), place.getY());
    }
}
