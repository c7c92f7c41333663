import AWSProtocols
import Ambient
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Sends an object, or a range of it.
    var getObject: ServiceOperation {
        readingOperation("GetObject", S3Route("GET", .object), action: "s3:GetObject") { authorized, object in
            try read(object, authorized) { offset, length in
                .file(path: objects.path(object.fileID), offset: offset, length: length)
            }
        }
    }

    /// Tells everything of an object but its bytes.
    var headObject: ServiceOperation {
        readingOperation("HeadObject", S3Route("HEAD", .object), action: "s3:GetObject") { authorized, object in
            try read(object, authorized) { _, length in .none(announcedLength: length) }
        }
    }

    private func read(
        _ object: ObjectRecord,
        _ authorized: AuthorizedCall,
        body: (_ offset: Int, _ length: Int) -> HTTPAnswer.Body
    ) throws -> Answer {
        let head = authorized.call.head
        let audit = Self.audit(try S3Target(head))
        if case .notModified = try ReadConditions.check(head, object) {
            return S3XML.empty(
                status: 304,
                headers: [("etag", "\"\(object.etag)\""), ("last-modified", object.modifiedAt.httpDate)],
                audit: audit
            )
        }
        let range = try ByteRange(head, of: object)
        var fields = ObjectHeaders.fields(
            object,
            withChecksum: head.header("x-amz-checksum-mode")?.uppercased() == "ENABLED" && range == nil
        )
        fields = ObjectHeaders.overridden(fields, by: try S3Query(head))
        if let range {
            let end = range.offset + range.length - 1
            fields.append(("content-range", "bytes \(range.offset)-\(end)/\(object.size)"))
        }
        return Answer(
            .http(
                HTTPAnswer(
                    status: range == nil ? 200 : 206,
                    headers: fields,
                    body: body(range?.offset ?? 0, range?.length ?? object.size)
                )
            ),
            audit: audit
        )
    }
}
