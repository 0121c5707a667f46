package org.lesionlens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** A page of the manual as its readers see it: tables, headings, links. */
public record ManualPage(Path file, Node root) {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    public static ManualPage of(Path file) throws IOException {
        Parser parser = Parser.builder().extensions(EXTENSIONS).build();
        return new ManualPage(file, parser.parse(Files.readString(file)));
    }

    /** Where its links lead and its pictures lie, as written. */
    List<String> links() {
        return nodes(root)
                .map(ManualPage::destination)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> destination(Node node) {
        if (node instanceof Link link) {
            return Optional.of(link.getDestination());
        }
        return node instanceof Image image ? Optional.of(image.getDestination()) : Optional.empty();
    }

    /** What may stand behind the {@code #} of a link to this page, as GitHub makes it from the headings. */
    List<String> anchors() {
        return nodes(root)
                .filter(Heading.class::isInstance)
                .map(ManualPage::text)
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The rows of the table whose first column has this heading, without their marks; without the row of headings. */
    public List<List<String>> table(String firstColumn) {
        return nodes(root)
                .filter(TableBlock.class::isInstance)
                .map(ManualPage::rows)
                .filter(rows -> rows.get(0).get(0).equals(firstColumn))
                .findFirst()
                .map(rows -> rows.subList(1, rows.size()))
                .orElseThrow(() -> new AssertionError(file + " has no table of the column " + firstColumn));
    }

    private static List<List<String>> rows(Node table) {
        return nodes(table)
                .filter(TableRow.class::isInstance)
                .map(row -> children(row).map(ManualPage::text).toList())
                .toList();
    }

    private static Stream<Node> nodes(Node node) {
        return Stream.concat(Stream.of(node), children(node).flatMap(ManualPage::nodes));
    }

    private static Stream<Node> children(Node node) {
        return Stream.iterate(node.getFirstChild(), child -> child != null, Node::getNext);
    }

    private static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text words) {
                text.append(words.getLiteral());
            }

            @Override
            public void visit(Code code) {
                text.append(code.getLiteral());
            }
        });
        return text.toString();
    }
}
