/// How alike two texts are, for naming the one that was probably meant.
package enum Resemblance {
    /// Texts longer than this are compared for equality alone.
    private static let longest = 512

    /// The fewest characters to insert, remove, replace or swap with a neighbour that make one text the other; nil if
    /// they are more than `most` (optimal string alignment).
    package static func distance(_ left: some StringProtocol, _ right: some StringProtocol, most: Int) -> Int? {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard abs(left.count - right.count) <= most else { return nil }
        guard left.count <= longest, right.count <= longest else { return left == right ? 0 : nil }
        var older: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in right.indices {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, older[column - 1] + 1)
                }
                current.append(best)
            }
            (older, previous) = (previous, current)
        }
        return previous[right.count] <= most ? previous[right.count] : nil
    }

    /// The candidate nearest to a text, but for case, if it is near enough to be a slip.
    package static func nearest(to text: String, among candidates: [String]) -> String? {
        let most = max(1, text.utf8.count / 6)
        let lower = text.lowercased()
        return candidates.compactMap { candidate in
            distance(lower, candidate.lowercased(), most: most).map { (candidate, $0) }
        }
        .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }
}
