package dev.openbook.finetune.dataset.reader;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the synthetic records are made of, read from the YAML files in {@code reader/}, whole pages from {@code reader/pages/}.
 *
 * <p>Lists are blocks with one item a line, or one line with {@code |} between items. In them {@code {s}} stands for the
 * subject, {@code {S}} for the subject at the beginning of a sentence, {@code {v}} for the value, {@code {a}} for the
 * attribute's name, {@code {o}} for an earlier value or another subject; what {@link Filler} draws stands in braces too.
 *
 * @param words shared by all domains
 * @param domains subjects of one kind with what can be said of them
 */
record Vocabulary(Words words, List<Domain> domains) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** The domains that are trained on. */
    static Vocabulary training() {
        Vocabulary vocabulary = read(
                "travel",
                "culture",
                "nature",
                "technology",
                "organisations",
                "trades",
                "machines",
                "transport",
                "companies",
                "software",
                "science",
                "history",
                "public-life",
                "handbooks",
                "homes",
                "farming",
                "operations",
                "rulebooks",
                "places",
                "goods",
                "events",
                "lives",
                "offers",
                "pages/answers",
                "pages/articles",
                "pages/calendars",
                "pages/careers",
                "pages/chronicles",
                "pages/commands",
                "pages/contacts",
                "pages/contests",
                "pages/contracts",
                "pages/daily",
                "pages/encyclopedia",
                "pages/guides",
                "pages/houses",
                "pages/manuals",
                "pages/minutes",
                "pages/people",
                "pages/policies",
                "pages/reports",
                "pages/services",
                "pages/sheets",
                "pages/sites",
                "pages/sizes",
                "pages/stories",
                "pages/tables",
                "pages/technical");
        return new Vocabulary(
                vocabulary.words.with(resource("more-words", new TypeReference<MoreWords>() {})), vocabulary.domains);
    }

    /** The domains that are held out. */
    static Vocabulary development() {
        return read("development");
    }

    /** The domains whose subjects have a page. */
    List<Domain> pages() {
        return domains.stream().filter(domain -> domain.passages() != null).toList();
    }

    private static Vocabulary read(String... files) {
        List<Domain> domains = new ArrayList<>();
        for (String file : files) {
            domains.addAll(resource(file, new TypeReference<List<Domain>>() {}));
        }
        return new Vocabulary(resource("words", new TypeReference<Words>() {}), List.copyOf(domains));
    }

    private static <T> T resource(String name, TypeReference<T> type) {
        try (InputStream in = Vocabulary.class.getResourceAsStream(name + ".yaml")) {
            return YAML.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException("the vocabulary " + name + ".yaml cannot be read", e);
        }
    }

    /** Strings written in one block. */
    record Lines(List<String> items) {
        @JsonCreator
        static Lines of(String block) {
            String separator = block.contains("\n") ? "\n" : " \\| ";
            return new Lines(
                    Stream.of(block.strip().split(separator)).map(String::strip).toList());
        }

        Lines and(Lines more) {
            return new Lines(Stream.concat(items.stream(), more.items.stream()).toList());
        }
    }

    /**
     * Subjects of one kind.
     *
     * @param name what the domain is called
     * @param kind the generic noun
     * @param single whether one subject rules the documents, so that questions need not name it
     * @param names patterns of full names
     * @param aliases other ways to name a subject
     * @param titles document titles
     * @param sections headings below the title
     * @param fillers sentences that answer nothing
     * @param never questions that no source answers
     * @param passages a page about a subject, cut as an index cuts it; null where the attributes' statements are put together
     * @param attributes what can be said
     */
    record Domain(
            @JsonProperty("domain") String name,
            String kind,
            boolean single,
            Lines names,
            Lines aliases,
            Lines titles,
            Lines sections,
            Lines fillers,
            Lines never,
            List<Passage> passages,
            List<Attribute> attributes) {}

    /**
     * A passage of a page, with {@code {id}} in the place of an attribute's value. One of the three is given.
     *
     * @param under its heading
     * @param text prose
     * @param rows {@code Label: {id}} a line
     * @param items sentences of a list
     */
    record Passage(String under, String text, Lines rows, Lines items) {

        /** All of it, to look for slots. */
        String whole() {
            return text != null ? text : String.join("\n", (rows != null ? rows : items).items());
        }

        /** Whether it holds the attribute's value. */
        boolean tells(Attribute attribute) {
            return whole().contains(attribute.slot());
        }
    }

    /**
     * Something that can be said of a subject.
     *
     * @param id stands for the value in the passages of a page; null elsewhere
     * @param name a noun phrase
     * @param value the pattern of its values
     * @param keys its names in rows and tables
     * @param questions wordings
     * @param statements sentences with {@code {v}}; null where a page's passages tell
     * @param reversed a question for the subject; null where none makes sense
     */
    record Attribute(
            String id,
            @JsonProperty("a") String name,
            @JsonProperty("v") String value,
            @JsonProperty("k") Lines keys,
            @JsonProperty("q") Lines questions,
            @JsonProperty("s") Lines statements,
            @JsonProperty("r") String reversed) {

        /** What stands for the value in a page's passage. */
        String slot() {
            return "{" + id + "}";
        }
    }

    /**
     * Words of all domains.
     *
     * @param onsets beginnings of an invented word; {@code vowels}, {@code middles} and {@code endings} follow
     * @param wordings questions that use the attribute's name
     * @param prefaces sentences before a question
     * @param tails what may stand behind a value in a row
     * @param superseded sentences about an earlier value; {@code supersededRow} the same in a row
     * @param formerly questions for the earlier value
     * @param mentions sentences that name another subject
     * @param groups titles of documents about several subjects
     * @param refusable questions that no document answers
     * @param fillers sentences that fit anywhere and answer nothing
     */
    record Words(
            Lines onsets,
            Lines vowels,
            Lines middles,
            Lines endings,
            Lines given,
            Lines family,
            Lines places,
            Lines months,
            Lines weekdays,
            Lines words,
            Lines wordings,
            Lines prefaces,
            Lines tails,
            Lines superseded,
            Lines supersededRow,
            Lines formerly,
            Lines mentions,
            Lines groups,
            Lines refusable,
            Lines fillers) {

        /** With more to draw names and values from. */
        Words with(MoreWords more) {
            return new Words(
                    onsets,
                    vowels,
                    middles,
                    endings,
                    given.and(more.given),
                    family.and(more.family),
                    places.and(more.places),
                    months,
                    weekdays,
                    words.and(more.words),
                    wordings,
                    prefaces,
                    tails,
                    superseded,
                    supersededRow,
                    formerly,
                    mentions,
                    groups,
                    refusable,
                    fillers);
        }
    }

    /** Names and words of training records only: the development records stay as they are. */
    record MoreWords(Lines given, Lines family, Lines places, Lines words) {}
}
