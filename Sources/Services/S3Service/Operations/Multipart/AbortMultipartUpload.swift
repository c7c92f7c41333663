import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Gives up an upload and its parts.
    var abortMultipartUpload: ServiceOperation {
        objectOperation(
            "AbortMultipartUpload",
            S3Route("DELETE", .object, query: ["uploadId"]),
            action: "s3:AbortMultipartUpload",
            isReadOnly: false
        ) { authorized, target in
            let upload = try await upload(authorized.call.head, target)
            objects.discard(try await objects.index.abort(uploadID: upload.id))
            return S3XML.empty(status: 204, audit: Self.audit(target))
        }
    }
}
