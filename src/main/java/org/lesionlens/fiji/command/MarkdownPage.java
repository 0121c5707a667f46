package org.lesionlens.fiji.command;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown as HTML that Swing can show; pictures and links to other files, which the jar does not hold, become text. */
final class MarkdownPage {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder().extensions(EXTENSIONS).build();

    private MarkdownPage() {}

    static String html(String markdown) {
        Node page = PARSER.parse(markdown);
        page.accept(new AbstractVisitor() {
            @Override
            public void visit(Image image) {
                Node paragraph = image.getParent();
                image.unlink();
                if (paragraph.getFirstChild() == null) {
                    paragraph.unlink();
                }
            }

            @Override
            public void visit(Link link) {
                if (!link.getDestination().startsWith("http")) {
                    unwrap(link);
                }
            }
        });
        String body = RENDERER.render(page).replace("<table>", "<table border=1 cellspacing=0 cellpadding=4>");
        return "<html><body style=\"width: 560px\">" + body + "</body></html>";
    }

    private static void unwrap(Node link) {
        while (link.getFirstChild() != null) {
            link.insertBefore(link.getFirstChild());
        }
        link.unlink();
    }
}
