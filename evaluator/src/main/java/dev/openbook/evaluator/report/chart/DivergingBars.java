package dev.openbook.evaluator.report.chart;

import java.util.List;

/** Right to the right, wrong to the left, what was not answered hollow after the right: each bar is 100 % long. */
public final class DivergingBars {

    private static final double BAR = 18;
    private static final double STEP = 24;
    private static final double HEAD = 26;
    private static final double BOTTOM = 42;
    private static final double ROOM_FOR_NUMBER = 30;

    private DivergingBars() {}

    /** The bars of one kind of question. */
    public record Group(String title, List<Bar> bars) {}

    /** One arm's shares; they add up to one. */
    public record Bar(Look look, double right, double noAnswer, double wrong, String tip) {}

    /** Draws the chart. */
    public static Svg draw(int width, String label, List<Group> groups) {
        int bars = groups.stream().mapToInt(group -> group.bars().size()).sum();
        double bottom = groups.size() * (HEAD + 8) + bars * STEP + 4;
        Svg svg = new Svg(width, (int) (bottom + BOTTOM), label);
        RowLabels labels = new RowLabels(
                groups.stream().flatMap(g -> g.bars().stream()).map(Bar::look).toList(), width);
        double from = labels.width() + ROOM_FOR_NUMBER;
        double to = width - 16;
        double middle = (from + to) / 2;
        Scale right = Scale.shares(middle, to);
        Scale wrong = Scale.shares(middle, from);
        boolean narrow = width < 480;
        for (double share : narrow ? List.of(1.0) : List.of(0.5, 1.0)) {
            String tick = Math.round(share * 100) + " %";
            svg.text(right.at(share), bottom + 16, share == 1 ? "end" : "middle", "tick", tick);
            svg.text(wrong.at(share), bottom + 16, share == 1 ? "start" : "middle", "tick", tick);
        }
        double y = 0;
        for (Group group : groups) {
            svg.text(0, y + 17, "start", "group", group.title());
            y += HEAD;
            grid(svg, right, wrong, y - 3, y + group.bars().size() * STEP - 3);
            for (Bar bar : group.bars()) {
                bar(svg, bar, labels, right, wrong, y);
                y += STEP;
            }
            y += 8;
        }
        svg.text(middle, bottom + 16, "middle", "tick", "0");
        svg.text(middle - 12, bottom + 34, "end", "tick", "← wrong");
        svg.text(middle + 12, bottom + 34, "start", "tick", narrow ? "right →" : "right, then no answer →");
        return svg;
    }

    private static void grid(Svg svg, Scale right, Scale wrong, double top, double bottom) {
        for (double share : List.of(0.5, 1.0)) {
            svg.line(right.at(share), top, right.at(share), bottom, "grid");
            svg.line(wrong.at(share), top, wrong.at(share), bottom, "grid");
        }
        svg.line(right.at(0), top, right.at(0), bottom, "axis");
    }

    private static void bar(Svg svg, Bar bar, RowLabels labels, Scale right, Scale wrong, double y) {
        svg.open(bar.look().css(), bar.tip());
        labels.draw(svg, bar.look(), y + BAR / 2);
        double zero = right.at(0);
        double rightEnd = right.at(bar.right());
        double hollowEnd = right.at(Math.min(1, bar.right() + bar.noAnswer()));
        double wrongEnd = wrong.at(bar.wrong());
        svg.rect(zero, y, rightEnd - zero, BAR, "fill");
        svg.rect(rightEnd, y, hollowEnd - rightEnd, BAR, "hollow");
        svg.rect(wrongEnd, y, zero - wrongEnd, BAR, "hatch");
        if (rightEnd - zero >= ROOM_FOR_NUMBER) {
            svg.text(rightEnd - 6, y + 13.5, "end", "on-fill", percent(bar.right()));
        }
        if (hollowEnd - rightEnd >= ROOM_FOR_NUMBER) {
            svg.text(hollowEnd - 6, y + 13.5, "end", "value", percent(bar.noAnswer()));
        }
        if (bar.wrong() > 0) {
            svg.text(wrongEnd - 4, y + 13.5, "end", "value", percent(bar.wrong()));
        }
        svg.close();
    }

    private static String percent(double share) {
        return String.valueOf(Math.round(share * 100));
    }
}
