/// Sleeps for seconds that an object asks for, and less if the task is cancelled.
///
/// None if they are negative, and a century at most: the clock ends the program if a time does not fit into its 64 bits.
func pause(seconds: Int) async {
    try? await Task.sleep(for: .seconds(min(max(seconds, 0), longestPause)))
}

private let longestPause = 100 * 365 * 24 * 3600
