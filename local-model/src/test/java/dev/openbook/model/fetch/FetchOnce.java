package dev.openbook.model.fetch;

import dev.openbook.foundation.Progress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process of its own that fetches the test's model: cache folder, address, length, hash. */
final class FetchOnce {

    private FetchOnce() {}

    public static void main(String[] arguments) {
        PublishedModel model =
                ModelFetcherTest.model(URI.create(arguments[1]), Long.parseLong(arguments[2]), arguments[3]);
        ModelFetcher fetcher = new ModelFetcher(
                Path.of(arguments[0]),
                List.of(new HubSource(Duration.ofSeconds(5), Duration.ofSeconds(10))),
                notice -> {},
                Progress.none());
        System.out.println(fetcher.fetch(model));
    }
}
