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
        // Cells further from the diagonal than `most` cannot be part of an answer and are not looked at.
        let tooFar = most + 1
        var older = [Int](repeating: tooFar, count: right.count + 1)
        var previous = (0...right.count).map { min($0, tooFar) }
        var current = older
        for row in left.indices {
            let first = max(0, row - most)
            let last = min(right.count, row + 1 + most)
            current[first] = first == 0 ? min(row + 1, tooFar) : tooFar
            var least = current[first]
            for column in first..<last {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                let removed = column < row + most ? previous[column + 1] + 1 : tooFar
                var best = min(replaced, removed, current[column] + 1, tooFar)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, older[column - 1] + 1)
                }
                current[column + 1] = best
                least = min(least, best)
            }
            guard least <= most else { return nil }
            (older, previous, current) = (previous, current, older)
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
