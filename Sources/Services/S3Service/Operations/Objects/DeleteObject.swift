import AWSProtocols
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Deletes an object; one that is not there counts as deleted.
    var deleteObject: ServiceOperation {
        objectOperation("DeleteObject", S3Route("DELETE", .object), action: "s3:DeleteObject", isReadOnly: false) {
            _,
            target in
            objects.discard(try await objects.index.removeObject(bucket: target.bucket, key: target.key))
            return S3XML.empty(status: 204, audit: Self.audit(target))
        }
    }

    /// Deletes up to a thousand objects; each needs the permission, and the answer names those that lack it.
    var deleteObjects: ServiceOperation {
        ServiceOperation(
            Operation(
                "DeleteObjects",
                .s3,
                route: .s3(S3Route("POST", .bucket, query: ["delete"])),
                isReadOnly: false,
                action: "s3:DeleteObject"
            ),
            prepare: { call in
                let target = try S3Target(call.head)
                let request = try DeleteRequest(ReceivedBody.bytes(of: call))
                let requirements = request.keys.map { key in
                    permission("s3:DeleteObject", on: "\(target.bucketARN)/\(key)", bucket: target.bucket, of: call)
                }
                var plan = AccessPlan(requirements, audit: Self.audit(target))
                // Who is nobody is told nothing about single keys.
                if case .anonymous = call.context.caller { plan.isPartial = false } else { plan.isPartial = true }
                return (plan, (target, request))
            },
            perform: { authorized, wanted in
                let (target, request) = wanted
                _ = try bucket(target.bucket)
                let refusals = request.keys.indices.map { authorized.refusal(ofRequirement: $0) }
                for (key, refusal) in zip(request.keys, refusals) where refusal == nil {
                    objects.discard(try await objects.index.removeObject(bucket: target.bucket, key: key))
                }
                let document = S3XML.document("DeleteResult") { writer in
                    for (key, refusal) in zip(request.keys, refusals) {
                        if let refusal {
                            writer.element("Error") { error in
                                error.element("Key", key)
                                error.element("Code", "AccessDenied")
                                error.element("Message", refusal)
                            }
                        } else if !request.isQuiet {
                            writer.element("Deleted") { $0.element("Key", key) }
                        }
                    }
                }
                return S3XML.answer(document, audit: Self.audit(target))
            }
        )
    }
}

/// The body of `DeleteObjects`.
private struct DeleteRequest: Sendable {
    let keys: [String]
    let isQuiet: Bool

    init(_ bytes: [UInt8]) throws(Fault) {
        guard let root = try? XMLReader.read(bytes), root.name == "Delete" else { throw Words.malformedXML }
        let elements = root.all("Object")
        let keys = elements.compactMap { $0.string("Key") }
        guard keys.count == elements.count, (1...1000).contains(keys.count) else { throw Words.malformedXML }
        self.keys = keys
        isQuiet = root.string("Quiet") == "true"
    }
}
