package sesapi

import (
	"strings"
)

// maxTags is the limit of tags on one resource (API reference, TagResource).
const maxTags = 50

func checkTags(tags []Tag) error {
	if len(tags) > maxTags {
		return badRequest("A resource can have at most %d tags.", maxTags)
	}
	seen := map[string]bool{}
	for _, t := range tags {
		switch {
		case t.Key == "" || len(t.Key) > 128 || len(t.Value) > 256:
			return badRequest("Tag key <%s> or its value has an invalid length.", t.Key)
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			return badRequest("Tag key <%s> is reserved.", t.Key)
		case seen[t.Key]:
			return badRequest("Tag key <%s> is given twice.", t.Key)
		}
		seen[t.Key] = true
	}
	return nil
}

// tagResource merges by key.
func (s *Service) tagResource(r *request) (any, error) {
	in, err := decode[struct {
		ResourceArn string
		Tags        []Tag
	}](r)
	if err != nil {
		return nil, err
	}
	if len(in.Tags) == 0 {
		return nil, tooFew("tags")
	}
	if err := checkTags(in.Tags); err != nil {
		return nil, err
	}
	tags, err := s.tagsOfLocked(r, in.ResourceArn, "Failed to tag resource")
	if err != nil {
		return nil, err
	}
	total := len(tags)
	for _, t := range in.Tags {
		if _, ok := tags[t.Key]; !ok {
			total++
		}
	}
	if total > maxTags {
		return nil, badRequest("A resource can have at most %d tags.", maxTags)
	}
	for _, t := range in.Tags {
		tags[t.Key] = t.Value
	}
	return empty{}, nil
}

// untagResource skips keys that are not there.
func (s *Service) untagResource(r *request) (any, error) {
	keys := r.query["TagKeys"]
	if len(keys) == 0 {
		return nil, tooFew("tagKeys")
	}
	tags, err := s.tagsOfLocked(r, first(r.query["ResourceArn"]), "Failed to untag resource")
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		delete(tags, k)
	}
	return empty{}, nil
}

// listTags resolves the ARN of another region in the region of the request.
func (s *Service) listTags(r *request) (any, error) {
	tags, err := s.tagsOfLocked(r, first(r.query["ResourceArn"]), "")
	if err != nil {
		return nil, err
	}
	return struct{ Tags []Tag }{tagList(tags)}, nil
}

// tagsOfLocked finds the tags behind an ARN; elsewhere is the refusal of an ARN
// of another region, empty to look in the region of the request.
func (s *Service) tagsOfLocked(r *request, text, elsewhere string) (map[string]string, error) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "ses" {
		return nil, badRequest("Invalid ARN <%s>.", text)
	}
	if elsewhere != "" && parts[3] != r.Region {
		return nil, badRequest("%s", elsewhere)
	}
	kind, name, _ := strings.Cut(parts[5], "/")
	switch kind {
	case "identity":
		if id, ok := s.askedLocked(r.ref(name)); ok && parts[4] == r.Account {
			return id.tags, nil
		}
		return nil, s.unknown(notFound("No EmailIdentity present with name: %s", name))
	case "configuration-set":
		if tags, ok := s.sets[r.ref(name)]; ok && parts[4] == r.Account {
			return tags, nil
		}
		return nil, notFound("No ConfigurationSet present with name: %s", name)
	}
	return nil, badRequest("Invalid ARN <%s>.", text)
}

func tooFew(member string) error {
	return badRequest("1 validation error detected: Value at '%s' failed to satisfy constraint: "+
		"Member must have length greater than or equal to 1", member)
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
