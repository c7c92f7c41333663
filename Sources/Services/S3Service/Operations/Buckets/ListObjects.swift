import AWSProtocols
import Ambient
import Authorization
import FoundationEssentials
import IAMPolicy
import ServiceModel
import Store

extension S3Service {
    /// Lists objects, with continuation tokens.
    var listObjectsV2: ServiceOperation {
        listing("ListObjectsV2", query: ["list-type"]) { request, listing, bucket in
            S3XML.document("ListBucketResult") { writer in
                writer.element("Name", bucket.name)
                writer.element("Prefix", request.encoded(request.prefix))
                writer.element("Delimiter", request.delimiter.map(request.encoded))
                writer.element("MaxKeys", String(request.limit))
                writer.element("KeyCount", String(listing.objects.count + listing.prefixes.count))
                writer.element("EncodingType", request.isEncoded ? "url" : nil)
                writer.element("StartAfter", request.startAfter.map(request.encoded))
                writer.element("ContinuationToken", request.token)
                writer.element("IsTruncated", listing.next == nil ? "false" : "true")
                writer.element("NextContinuationToken", listing.next.map(ListRequest.token))
                request.write(listing, to: &writer)
            }
        }
    }

    /// Lists objects, with markers.
    var listObjects: ServiceOperation {
        listing("ListObjects", query: []) { request, listing, bucket in
            S3XML.document("ListBucketResult") { writer in
                writer.element("Name", bucket.name)
                writer.element("Prefix", request.encoded(request.prefix))
                writer.element("Marker", request.encoded(request.startAfter ?? ""))
                writer.element("Delimiter", request.delimiter.map(request.encoded))
                writer.element("MaxKeys", String(request.limit))
                writer.element("EncodingType", request.isEncoded ? "url" : nil)
                writer.element("IsTruncated", listing.next == nil ? "false" : "true")
                writer.element("NextMarker", request.delimiter == nil ? nil : listing.next.map(request.encoded))
                request.write(listing, to: &writer)
            }
        }
    }

    private func listing(
        _ name: String,
        query: [String],
        _ document: @escaping @Sendable (ListRequest, Listing, BucketRecord) -> [UInt8]
    ) -> ServiceOperation {
        ServiceOperation(
            Operation(
                name,
                .s3,
                route: .s3(S3Route("GET", .bucket, query: query)),
                isReadOnly: true,
                action: "s3:ListBucket"
            ),
            prepare: { call in
                let target = try S3Target(call.head)
                let request = try ListRequest(S3Query(call.head))
                var keys = ContextKeys()
                keys["s3:prefix"] = [request.prefix]
                if let delimiter = request.delimiter { keys["s3:delimiter"] = [delimiter] }
                keys["s3:max-keys"] = [String(request.limit)]
                let plan = AccessPlan(
                    [permission("s3:ListBucket", on: target.bucketARN, bucket: target.bucket, of: call, keys: keys)],
                    audit: Self.audit(target)
                )
                return (plan, (target, request))
            },
            perform: { _, wanted in
                let bucket = try bucket(wanted.0.bucket)
                let listing = try await Listing(wanted.1, bucket: bucket.name, index: objects.index)
                return S3XML.answer(document(wanted.1, listing, bucket), audit: Self.audit(wanted.0))
            }
        )
    }
}

/// What a list of objects is asked for.
struct ListRequest: Sendable {
    let prefix: String
    let delimiter: String?
    let limit: Int
    let isEncoded: Bool
    let token: String?
    /// Only keys after this one are wanted.
    let startAfter: String?

    init(_ query: S3Query) throws(Fault) {
        prefix = query.string("prefix") ?? ""
        delimiter = query.string("delimiter").flatMap { $0.isEmpty ? nil : $0 }
        limit = min(1000, try query.integer("max-keys", in: 0...Int(Int32.max)) ?? 1000)
        let encoding = query.string("encoding-type")
        guard encoding == nil || encoding == "url" else {
            throw Words.invalidArgument("Invalid Encoding Method specified in Request")
        }
        isEncoded = encoding == "url"
        token = query.string("continuation-token")
        var start = query.string("start-after") ?? query.string("marker")
        if let token {
            guard let data = Data(base64Encoded: token), let key = String(data: data, encoding: .utf8) else {
                throw Words.invalidArgument("The continuation token provided is incorrect")
            }
            start = key
        }
        startAfter = start.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The token of the page after a key or common prefix.
    static func token(_ last: String) -> String { Data(last.utf8).base64EncodedString() }

    @Sendable func encoded(_ text: String) -> String {
        isEncoded ? PercentEncoding.encode(text, keepingSlash: true) : text
    }

    func write(_ listing: Listing, to writer: inout XMLWriter) {
        for object in listing.objects {
            writer.element("Contents") { writer in
                writer.element("Key", encoded(object.key))
                writer.element("LastModified", object.modifiedAt.rfc3339Milliseconds)
                writer.element("ETag", "\"\(object.etag)\"")
                writer.element("ChecksumAlgorithm", object.checksum?.algorithm)
                writer.element("Size", String(object.size))
                writer.element("StorageClass", "STANDARD")
            }
        }
        for prefix in listing.prefixes {
            writer.element("CommonPrefixes") { $0.element("Prefix", encoded(prefix)) }
        }
    }
}

/// One page of objects and common prefixes.
struct Listing: Sendable {
    private(set) var objects: [ObjectRecord] = []
    private(set) var prefixes: [String] = []
    /// The last key or common prefix, if there is more after it.
    private(set) var next: String?

    init(_ request: ListRequest, bucket: String, index: any ObjectIndex) async throws {
        guard request.limit > 0 else { return }
        var from = request.startAfter.map { Listing.after($0, delimiter: request.delimiter) } ?? request.prefix
        var last = ""
        while true {
            let batch = try await index.objects(bucket: bucket, prefix: request.prefix, from: from, limit: 1001)
            var skipTo: String?
            for object in batch {
                if objects.count + prefixes.count >= request.limit {
                    next = last
                    return
                }
                if let common = Listing.commonPrefix(object.key, request) {
                    prefixes.append(common)
                    last = common
                    // The rest of what is below the prefix needs no reading.
                    skipTo = Listing.end(of: common)
                    break
                }
                objects.append(object)
                last = object.key
            }
            if let skipTo {
                from = skipTo
            } else {
                guard batch.count == 1001, let end = batch.last else { return }
                from = Listing.after(end.key, delimiter: nil)
            }
        }
    }

    private static func commonPrefix(_ key: String, _ request: ListRequest) -> String? {
        guard let delimiter = request.delimiter else { return nil }
        let rest = key.utf8.dropFirst(request.prefix.utf8.count)
        guard let range = String(decoding: rest, as: UTF8.self).firstRange(of: delimiter) else { return nil }
        return request.prefix + String(decoding: rest, as: UTF8.self)[..<range.upperBound]
    }

    /// The first key after another, or after everything below a common prefix.
    private static func after(_ key: String, delimiter: String?) -> String {
        if let delimiter, key.hasSuffix(delimiter) { return end(of: key) }
        return key + "\u{0}"
    }

    /// Greater than every key that starts with a prefix.
    private static func end(of prefix: String) -> String { prefix + String(repeating: "\u{10FFFF}", count: 4) }
}
