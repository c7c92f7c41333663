import AWSProtocols
import Ambient
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Lists the parts of an upload.
    var listParts: ServiceOperation {
        objectOperation(
            "ListParts",
            S3Route("GET", .object, query: ["uploadId"]),
            action: "s3:ListMultipartUploadParts",
            isReadOnly: true
        ) { authorized, target in
            let head = authorized.call.head
            let upload = try await upload(head, target)
            let query = try S3Query(head)
            let limit = min(1000, try query.integer("max-parts", in: 0...Int(Int32.max)) ?? 1000)
            let marker = try query.integer("part-number-marker", in: 0...10_000) ?? 0
            let parts = try await objects.index.parts(uploadID: upload.id).filter { $0.number > marker }
            let shown = parts.prefix(limit)
            let document = S3XML.document("ListPartsResult") { writer in
                writer.element("Bucket", target.bucket)
                writer.element("Key", target.key)
                writer.element("UploadId", upload.id)
                writer.element("PartNumberMarker", String(marker))
                writer.element("NextPartNumberMarker", String(shown.last?.number ?? 0))
                writer.element("MaxParts", String(limit))
                writer.element("IsTruncated", shown.count < parts.count ? "true" : "false")
                writer.element("StorageClass", "STANDARD")
                for part in shown {
                    writer.element("Part") { writer in
                        writer.element("PartNumber", String(part.number))
                        writer.element("LastModified", part.modifiedAt.rfc3339Milliseconds)
                        writer.element("ETag", "\"\(part.etag)\"")
                        writer.element("Size", String(part.size))
                    }
                }
            }
            return S3XML.answer(document, audit: Self.audit(target))
        }
    }

    /// Lists the uploads under way in a bucket.
    var listMultipartUploads: ServiceOperation {
        bucketOperation(
            "ListMultipartUploads",
            S3Route("GET", .bucket, query: ["uploads"]),
            action: "s3:ListBucketMultipartUploads",
            isReadOnly: true
        ) { authorized, bucket in
            let head = authorized.call.head
            let prefix = try S3Query(head).string("prefix") ?? ""
            let uploads = try await objects.index.uploads(bucket: bucket.name, prefix: prefix).prefix(1000)
            let document = S3XML.document("ListMultipartUploadsResult") { writer in
                writer.element("Bucket", bucket.name)
                writer.element("Prefix", prefix)
                writer.element("MaxUploads", "1000")
                writer.element("IsTruncated", "false")
                for upload in uploads {
                    writer.element("Upload") { writer in
                        writer.element("Key", upload.key)
                        writer.element("UploadId", upload.id)
                        writer.element("Initiated", upload.createdAt.rfc3339Milliseconds)
                        writer.element("StorageClass", "STANDARD")
                    }
                }
            }
            return S3XML.answer(document, audit: Self.audit(try S3Target(head)))
        }
    }
}
