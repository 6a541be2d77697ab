package dev.openbook.finetune.dataset.reader;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value as other people would write it: {@code 3.5 metres} or {@code 3.5 m}, {@code 40 euros} or {@code €40},
 * {@code Mondays at 13:24} or {@code 13:24 on Mondays}; some become more exact, {@code 3.56 m}, {@code 9 h 38 min}. A model that has seen one form only stops copying where that form
 * would end.
 */
final class ValueForms {

    /** Styles are numbered from 0; one of a document's columns keeps to one. */
    static final int STYLES = 8;

    /** Below this style a value stays as the vocabulary writes it. */
    private static final int FIRST_OTHER = 4;

    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("metres", "m"),
            Map.entry("kilometres", "km"),
            Map.entry("centimetres", "cm"),
            Map.entry("millimetres", "mm"),
            Map.entry("kilograms", "kg"),
            Map.entry("grams", "g"),
            Map.entry("tonnes", "t"),
            Map.entry("litres", "l"),
            Map.entry("hours", "h"),
            Map.entry("minutes", "min"),
            Map.entry("seconds", "s"),
            Map.entry("hectares", "ha"),
            Map.entry("square metres", "m²"),
            Map.entry("square kilometres", "km²"),
            Map.entry("kilometres an hour", "km/h"),
            Map.entry("kilometres per hour", "km/h"),
            Map.entry("kilowatts", "kW"),
            Map.entry("watts", "W"),
            Map.entry("volts", "V"),
            Map.entry("decibels", "dB"),
            Map.entry("gigabytes", "GB"),
            Map.entry("megabytes", "MB"),
            Map.entry("degrees", "°C"),
            Map.entry("percent", "%"),
            Map.entry("per cent", "%"));

    /** A currency's sign and its code. */
    private static final Map<String, List<String>> CURRENCIES = Map.of(
            "euros", List.of("€", "EUR"),
            "dollars", List.of("$", "USD"),
            "pounds", List.of("£", "GBP"),
            "francs", List.of("Fr", "CHF"),
            "crowns", List.of("kr", "CZK"),
            "kronor", List.of("kr", "SEK"));

    private static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");

    private static final Pattern WEEKLY = Pattern.compile("(\\w+days?) at (\\d.*)");
    private static final Pattern DATE = Pattern.compile("(\\d{1,2}) (" + String.join("|", MONTHS) + ") (\\d{4})");
    private static final Pattern CLOCK = Pattern.compile("(\\d\\d):(\\d\\d)");
    private static final Pattern SPAN = Pattern.compile("(\\d+) (hours|minutes)");
    private static final Pattern MONEY =
            Pattern.compile("(\\d[\\d.,]*)( thousand| million)? (" + String.join("|", CURRENCIES.keySet()) + ")( .*)?");
    private static final Pattern QUANTITY = Pattern.compile("(minus )?(\\d[\\d.,]*) (\\D+)");
    private static final Pattern ONE_DECIMAL = Pattern.compile("(\\d+\\.)(\\d) (.*)");

    private static final List<Form> FORMS = List.of(
            new Form(WEEKLY, ValueForms::weekly),
            new Form(DATE, ValueForms::date),
            new Form(CLOCK, ValueForms::clock),
            new Form(SPAN, ValueForms::span),
            new Form(MONEY, ValueForms::money));

    /** A kind of value and how it is written in a style. */
    private record Form(Pattern pattern, BiFunction<MatchResult, Integer, String> writer) {}

    private ValueForms() {}

    /**
     * The value in a style.
     *
     * @param value as {@link Filler} draws it
     * @param style 0 to {@link #STYLES} - 1
     */
    static String write(String value, int style) {
        String text = style % 2 == 1 ? precise(value) : value;
        if (style < FIRST_OTHER) {
            return text;
        }
        for (Form form : FORMS) {
            Matcher matcher = form.pattern().matcher(text);
            if (matcher.matches()) {
                return form.writer().apply(matcher.toMatchResult(), style);
            }
        }
        return quantity(text, style);
    }

    /** The statement with the value in its place; "on Mondays at 13:24", but "at 13:24 on Mondays". */
    static String tell(String statement, String value) {
        String fitting = value.matches("\\d.* on \\w+days?")
                ? statement.replace("On {v}", "At {v}").replace(" on {v}", " at {v}")
                : statement;
        return fitting.replace("{v}", value);
    }

    private static String weekly(MatchResult value, int style) {
        return style == FIRST_OTHER ? value.group(1) + ", " + value.group(2) : value.group(2) + " on " + value.group(1);
    }

    private static String date(MatchResult value, int style) {
        int day = Integer.parseInt(value.group(1));
        String month = value.group(2);
        String year = value.group(3);
        return switch (style) {
            case 4 -> month + " " + day + ", " + year;
            case 5 -> day + " " + month.substring(0, 3) + " " + year;
            case 6 -> String.format(Locale.ROOT, "%s-%02d-%02d", year, MONTHS.indexOf(month) + 1, day);
            default -> ordinal(day) + " of " + month + " " + year;
        };
    }

    /** In digits, as in "22nd". */
    static String ordinal(int number) {
        boolean teen = number / 10 % 10 == 1;
        return number
                + switch (teen ? 0 : number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }

    private static String clock(MatchResult value, int style) {
        int hour = Integer.parseInt(value.group(1));
        return switch (style) {
            case 4 -> (hour + 11) % 12 + 1 + ":" + value.group(2) + (hour < 12 ? " am" : " pm");
            case 5 -> hour + "." + value.group(2);
            default -> value.group();
        };
    }

    /** Hours with minutes, as a duration that was measured has. */
    private static String span(MatchResult value, int style) {
        int number = Integer.parseInt(value.group(1));
        boolean inHours = value.group(2).equals("hours");
        if (!inHours && (number <= 60 || number % 60 == 0)) {
            return quantity(value.group(), style);
        }
        int hours = inHours ? number : number / 60;
        int minutes = inHours ? 1 + number * 37 % 59 : number % 60;
        String hour = hours == 1 ? " hour" : " hours";
        String minute = minutes == 1 ? " minute" : " minutes";
        return switch (style) {
            case 4 -> hours + " h " + minutes + " min";
            case 5 -> hours + hour + " and " + minutes + minute;
            case 6 -> hours + hour + " " + minutes + minute;
            default -> inHours ? value.group() : quantity(value.group(), style);
        };
    }

    private static String money(MatchResult value, int style) {
        List<String> currency = CURRENCIES.get(value.group(3));
        String sign = currency.get(0);
        String code = currency.get(1);
        String amount = value.group(1) + (value.group(2) == null ? "" : value.group(2));
        String rest = value.group(4) == null ? "" : value.group(4);
        boolean behind = Character.isLetter(sign.charAt(0)) || style == 5;
        return switch (style) {
            case 4, 5 -> behind ? amount + " " + sign + rest : sign + amount + rest;
            case 6 -> code + " " + amount + rest;
            default -> amount + " " + code + rest;
        };
    }

    private static String quantity(String value, int style) {
        Matcher quantity = QUANTITY.matcher(value);
        if (!quantity.matches() || !SIGNS.containsKey(quantity.group(3))) {
            return value;
        }
        String sign = SIGNS.get(quantity.group(3));
        String minus = quantity.group(1) == null ? "" : style < 6 ? "minus " : "-";
        return minus + quantity.group(2) + (sign.equals("%") && style < 6 ? "" : " ") + sign;
    }

    /** A second decimal. */
    private static String precise(String value) {
        Matcher decimal = ONE_DECIMAL.matcher(value);
        return decimal.matches()
                ? decimal.group(1) + decimal.group(2) + (1 + Integer.parseInt(decimal.group(2)) * 7 % 9) + " "
                        + decimal.group(3)
                : value;
    }
}
