/// The names S3 allows for buckets.
enum BucketName {
    /// 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit at both ends, and no IP address.
    static func isValid(_ name: String) -> Bool {
        guard (3...63).contains(name.utf8.count), let first = name.utf8.first, let last = name.utf8.last,
            isAlphanumeric(first), isAlphanumeric(last), !name.contains(".."), !name.contains(".-"),
            !name.contains("-.")
        else { return false }
        guard name.utf8.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }) else {
            return false
        }
        let labels = name.split(separator: ".")
        return !(labels.count == 4 && labels.allSatisfy { Int($0) != nil })
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
