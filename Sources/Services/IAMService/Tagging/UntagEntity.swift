import AWSProtocols
import AWSVocabulary
import Authorization

extension IAMService {
    /// The `Untag…` operation of a kind of entity.
    func untag<Entity: IAMEntity>(_ name: String, _ kind: Entity.Type) -> ServiceOperation {
        let rules = TagRules(kind, limits)
        return operation(name) { reader, _ in
            (entity: Entity.readIdentifier(&reader), keys: reader.tagKeys())
        } access: { input, view in
            view.target(kind, input.entity).tagKeys(input.keys)
        } perform: { input, call in
            try await call.change(kind, input.entity) { entity, _ in
                entity.tags = rules.removing(input.keys, from: entity.tags)
            }
            return nil
        }
    }
}
