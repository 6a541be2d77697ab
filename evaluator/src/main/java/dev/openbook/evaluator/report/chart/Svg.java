package dev.openbook.evaluator.report.chart;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.Locale;

/**
 * A drawing that is written element by element; every text and attribute value is escaped here.
 *
 * <p>Lengths are CSS pixels at the drawing's natural width. Colours come from classes, never from attributes.
 */
public final class Svg implements Content {

    private final StringBuilder out = new StringBuilder();
    private final int width;
    private final int height;
    private final String label;

    /**
     * An empty drawing.
     *
     * @param label what it shows, for those who cannot see it
     */
    public Svg(int width, int height, String label) {
        this.width = width;
        this.height = height;
        this.label = label;
    }

    /** A straight line. */
    public Svg line(double x1, double y1, double x2, double y2, String css) {
        return element("line", css, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
    }

    /** A rectangle; nothing if it has no width. */
    public Svg rect(double x, double y, double rectWidth, double rectHeight, String css) {
        return rectWidth <= 0 ? this : element("rect", css, "x", x, "y", y, "width", rectWidth, "height", rectHeight);
    }

    /** Path data as SVG defines them. */
    public Svg path(String data, String css) {
        out.append("<path class=\"")
                .append(escape(css))
                .append("\" d=\"")
                .append(escape(data))
                .append("\"/>");
        return this;
    }

    /** An arm's marker around a point. */
    public Svg marker(Shape shape, double x, double y, String css) {
        out.append("<use href=\"#").append(shape.id()).append("\" class=\"").append(escape(css));
        out.append("\" x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\"/>");
        return this;
    }

    /** Text; {@code anchor} is {@code start}, {@code middle} or {@code end}. */
    public Svg text(double x, double y, String anchor, String css, String content) {
        out.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
        out.append("\" text-anchor=\"")
                .append(escape(anchor))
                .append("\" class=\"")
                .append(escape(css));
        out.append("\">").append(escape(content)).append("</text>");
        return this;
    }

    /** Opens a group whose tip a reader sees on hovering; null for none. */
    public Svg open(String css, String tip) {
        out.append("<g class=\"").append(escape(css)).append("\">");
        if (tip != null) {
            out.append("<title>").append(escape(tip)).append("</title>");
        }
        return this;
    }

    /** Closes the group. */
    public Svg close() {
        out.append("</g>");
        return this;
    }

    private Svg element(String name, String css, Object... attributes) {
        out.append('<').append(name).append(" class=\"").append(escape(css)).append('"');
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(number((double) attributes[i + 1]))
                    .append('"');
        }
        out.append("/>");
        return this;
    }

    /** The whole element. */
    @Override
    public String toString() {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + height + "\" width=\"" + width
                + "\" height=\"" + height + "\" role=\"img\" aria-label=\"" + escape(label) + "\">" + out + "</svg>";
    }

    @Override
    public void writeTo(TemplateOutput output) {
        output.writeContent(toString());
    }

    /** At most one decimal, the same in every locale. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        String shortened = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        return shortened.equals("-0") ? "0" : shortened;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
