import ServiceModel

/// What an S3 request's path and host name.
enum S3Level {
    /// Path style, or a bucket in the host: `bucket.s3.…`.
    static func level(of head: RequestHead) -> S3Route.Level {
        let labels = (head.header("host") ?? "").split(separator: ":").first?.split(separator: ".") ?? []
        let isInHost = labels.count > 1 && labels[1] == "s3"
        let path = head.path.drop { $0 == "/" }
        if isInHost { return path.isEmpty ? .bucket : .object }
        guard !path.isEmpty else { return .service }
        guard let slash = path.firstIndex(of: "/") else { return .bucket }
        return path.index(after: slash) == path.endIndex ? .bucket : .object
    }
}
