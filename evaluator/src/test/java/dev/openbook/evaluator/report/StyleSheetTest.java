package dev.openbook.evaluator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StyleSheetTest {

    private static final Pattern COLOUR = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6});");

    /** Machado, Oliveira and Fernandes 2009, severity 1: protanopia, deuteranopia, tritanopia; linear RGB. */
    private static final double[][][] EYES = {
        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
        {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
        {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}
    };

    @ParameterizedTest
    @CsvSource({
        "ink,paper,4.5",
        "ink,raised,4.5",
        "soft,paper,4.5",
        "soft,raised,4.5",
        "link,paper,4.5",
        "good,paper,4.5",
        "bad,paper,4.5",
        "ink,mark,4.5",
        "focus,paper,3",
        "arm-0,paper,3",
        "arm-1,paper,3",
        "arm-2,paper,3",
        "arm-3,paper,3",
        "arm-4,paper,3",
        "arm-5,paper,3",
        "arm-6,paper,3",
        "arm-7,paper,3",
        "on-0,arm-0,4.5",
        "on-1,arm-1,4.5",
        "on-2,arm-2,4.5",
        "on-3,arm-3,4.5",
        "on-4,arm-4,4.5",
        "on-5,arm-5,4.5",
        "on-6,arm-6,4.5",
        "on-7,arm-7,4.5"
    })
    void should_have_enough_contrast_in_light_and_dark(String front, String back, double least) {
        for (boolean dark : new boolean[] {false, true}) {
            Map<String, String> colours = colours(dark);
            assertThat(contrast(colours.get(front), colours.get(back)))
                    .as("%s on %s, dark: %s", front, back, dark)
                    .isGreaterThanOrEqualTo(least);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void should_keep_the_known_arms_apart_for_every_kind_of_eye(boolean dark) {
        Map<String, String> colours = colours(dark);

        for (double[][] eye : EYES) {
            for (int a = 0; a < 6; a++) {
                for (int b = a + 1; b < 6; b++) {
                    double[] one = lab(seen(rgb(colours.get("arm-" + a)), eye));
                    double[] other = lab(seen(rgb(colours.get("arm-" + b)), eye));
                    double distance = Math.sqrt(Math.pow(one[0] - other[0], 2)
                            + Math.pow(one[1] - other[1], 2)
                            + Math.pow(one[2] - other[2], 2));
                    assertThat(distance).as("arms %d and %d", a, b).isGreaterThan(10); // 2.3 is just noticeable
                }
            }
        }
    }

    private static Map<String, String> colours(boolean dark) {
        String css = StyleSheet.load().css();
        int darkAt = css.indexOf("@media screen and (prefers-color-scheme: dark)");
        int end = css.indexOf(".a0 {");
        Map<String, String> colours = new LinkedHashMap<>();
        List<String> parts = new ArrayList<>(List.of(css.substring(0, darkAt)));
        if (dark) {
            parts.add(css.substring(darkAt, end));
        }
        for (String part : parts) {
            Matcher matcher = COLOUR.matcher(part);
            while (matcher.find()) {
                colours.put(matcher.group(1), matcher.group(2));
            }
        }
        return colours;
    }

    /** WCAG 2.2: (lighter + .05) / (darker + .05) of relative luminances. */
    private static double contrast(String a, String b) {
        double one = luminance(rgb(a));
        double other = luminance(rgb(b));
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    private static double luminance(double[] rgb) {
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double[] rgb(String hex) {
        double[] linear = new double[3];
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            linear[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
        }
        return linear;
    }

    private static double[] seen(double[] rgb, double[][] eye) {
        double[] seen = new double[3];
        for (int i = 0; i < 3; i++) {
            double sum = eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2];
            seen[i] = Math.min(1, Math.max(0, sum));
        }
        return seen;
    }

    private static double[] lab(double[] rgb) {
        double x = curve((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505);
        double y = curve(luminance(rgb));
        double z = curve((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double curve(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
    }
}
