package dev.openbook.finetune.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Questions about known subjects that their documents do not answer: attributes nobody writes down, such as the name of the
 * photographer. A wording asked of a wrong subject can be told by the subject; these can only be told by what they ask for.
 */
final class UntoldQuestions {

    private static final String SUBJECT = "{s}";

    /** Shorter words are mostly articles and prepositions, which say nothing of what is asked. */
    private static final Pattern WORD = Pattern.compile("\\p{L}{4,}");

    private UntoldQuestions() {}

    /**
     * Every pattern once before one is used again, each about a subject drawn anew. Patterns whose words all stand in one
     * training wording are left out, as that fact may answer them.
     *
     * @param count so many, fewer where too few subjects make different questions
     * @param seed chooses subjects and the order of the patterns
     */
    static List<String> about(List<Fact> facts, int count, long seed) {
        List<Set<String>> told = facts.stream()
                .flatMap(fact -> fact.training().stream())
                .map(UntoldQuestions::words)
                .toList();
        List<String> patterns = new ArrayList<>();
        for (String pattern : patterns()) {
            Set<String> asked = words(pattern);
            if (told.stream().noneMatch(wording -> wording.containsAll(asked))) {
                patterns.add(pattern);
            }
        }
        Random random = new Random(seed);
        Set<String> taken = new HashSet<>();
        List<String> questions = new ArrayList<>();
        for (int attempt = 0; questions.size() < count && attempt < 20 * count && !patterns.isEmpty(); attempt++) {
            int next = attempt % patterns.size();
            if (next == 0) {
                Collections.shuffle(patterns, random);
            }
            String question = patterns.get(next)
                    .replace(SUBJECT, facts.get(random.nextInt(facts.size())).subject());
            if (taken.add(question)) {
                questions.add(question);
            }
        }
        return questions;
    }

    /** All patterns, each with {@code {s}} where the subject goes. */
    static List<String> patterns() {
        try (InputStream in = UntoldQuestions.class.getResourceAsStream("untold.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("untold.txt cannot be read", e);
        }
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .forEach(words::add);
        return words;
    }
}
